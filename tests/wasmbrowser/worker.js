// The dedicated worker that browser.mjs starts: it gets the arguments, runs
// test.wasm with them, and posts what the program writes and how it ends.
importScripts('/wasm_exec.js')

const decoders = { 1: new TextDecoder(), 2: new TextDecoder() }

globalThis.fs.writeSync = (fd, bytes) => {
  postMessage({ text: decoders[fd].decode(bytes, { stream: true }), isError: fd === 2 })
  return bytes.length
}

onmessage = async ({ data: args }) => {
  const go = new Go()
  go.argv = ['test', ...args]
  let exit = 0
  go.exit = (code) => { exit = code }
  try {
    const { instance } = await WebAssembly.instantiateStreaming(fetch('/test.wasm'), go.importObject)
    await go.run(instance)
    postMessage({ exit })
  } catch (error) {
    postMessage({ exit: 1, message: String(error.stack ?? error) })
  }
}
