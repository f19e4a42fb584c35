#!/usr/bin/env node
// Runs a Go test binary in Chromium and exits with its exit code:
//
//   node run.mjs TEST.wasm [-test.run …]
//   GOOS=js GOARCH=wasm go test -exec "node /path/to/run.mjs" ./wasm/idb
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, run, serve } from './browser.mjs'

const [wasmFile, ...args] = process.argv.slice(2)
if (!wasmFile) {
  console.error('usage: node run.mjs TEST.wasm [-test.run …]')
  process.exit(2)
}

const profile = mkdtempSync(join(tmpdir(), 'wasmbrowser-'))
const server = await serve(wasmFile)
let browser
let status = 1
try {
  browser = await launch(profile)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT']) process.once(signal, () => browser.close())
  // go test asks for a log of the files that a test opened; a browser has none.
  const asked = args.filter((a) => !a.startsWith('-test.testlogfile='))
  status = await run(browser, server.url, asked, (text, isError) => (isError ? process.stderr : process.stdout).write(text))
} catch (error) {
  console.error(error.message)
} finally {
  await browser?.close()
  server.close()
  rmSync(profile, { recursive: true, force: true })
}
process.exitCode = status
