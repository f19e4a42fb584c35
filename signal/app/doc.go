// Package app serves the page's files from a directory, with the headers that a
// page needs which must never run or tell what is not its own.
//
//	GET /          index.html
//	GET /a/b.js    a/b.js, or a/b.js.br or a/b.js.gz if that exists and is accepted
//
// Every answer has a strong ETag over its bytes. Names under /assets/ that carry
// a hash never change and are cached for good; all others are asked for again
// each time (and then cost a 304). The policy allows scripts and styles of this
// host alone, WebAssembly, and connections to this host and to the relays named
// in Config.
package app
