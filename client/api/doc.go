// Package api names everything a screen may ask of a peer. One table of methods
// drives the dispatcher and the TypeScript types of the page.
//
//	page                       worker                            peer
//	 │ {id, method, params, bytes?} │                              │
//	 │ ───────────────────────────► │ Dispatcher.Call ───────────► │ handler(ctx, params)
//	 │ {id, result, bytes?}         │ ◄─────────────────────────── │
//	 │ {id, error: {code, message}} │                              │
//	 │ {cancel: id}  ─────────────► │ cancels ctx                  │
//	 │ {event, data} ◄───────────── │ ◄──────────────────── Sink   │  deltas, never whole screens
//
// Identifiers are hexadecimal, times are RFC 3339 in UTC, empty when unknown.
// Content of FHIR resources passes as JSON text.
package api
