#!/usr/bin/env node
// Kills Chromium with SIGKILL right after a commit was acknowledged, opens the
// same profile again and checks that every acknowledged commit is there; then
// does the same over a log that ends in half a record, as a kill in the middle
// of a write leaves it now and then (see wasm/idb/settle.go):
//
//   node kill.mjs IDB.test [ROUNDS]
//
// IDB.test is the test binary of wasm/idb, whose TestMain plays the writer.
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, run, serve } from './browser.mjs'

const [wasmFile, rounds = '4'] = process.argv.slice(2)
const database = 'killed'

const kill = (browser) => process.kill(browser.pid, 'SIGKILL')
const close = (browser) => browser.close()

/** Lets the writer acknowledge more commits, ends its browser, returns the last number. */
async function write(profile, url, acknowledged, more, end) {
  const browser = await launch(profile)
  let last = acknowledged
  let seen = 0
  const status = await run(browser, url, ['write', database, String(acknowledged)], (text, isError) => {
    if (isError) return process.stderr.write(text)
    for (const line of text.split('\n').filter(Boolean)) {
      last = Number(line)
      if (++seen === more) end(browser)
    }
  }).catch((error) => error)
  await browser.close().catch(() => {})
  if (seen < more) throw new Error(`the writer ended by itself after ${seen} commits: ${status}`)
  return last
}

/** Opens the profile again and lets the checker count; it must find all that was acknowledged. */
async function check(profile, url, acknowledged) {
  const browser = await launch(profile)
  try {
    const output = (text) => process.stderr.write(text)
    const status = await run(browser, url, ['check', database, String(acknowledged)], output)
    if (status !== 0) throw new Error('acknowledged commits are missing')
  } finally {
    await browser.close()
  }
}

/** Puts the header of a log record of 8,208 bytes, of which none follows, behind the engine's log. */
function tearLog(profile) {
  const folder = join(profile, 'Default/IndexedDB')
  const logs = readdirSync(folder, { recursive: true }).filter((name) => /\.leveldb\/\d+\.log$/.test(name))
  if (logs.length !== 1) throw new Error(`expected one LevelDB log below ${folder}, found ${logs}`)
  appendFileSync(join(folder, logs[0]), Buffer.from([1, 2, 3, 4, 0x10, 0x20, 1]))
}

const profile = mkdtempSync(join(tmpdir(), 'wasmbrowser-kill-'))
const server = await serve(wasmFile)
try {
  let acknowledged = 0
  for (let round = 0; round < Number(rounds); round++) {
    acknowledged = await write(profile, server.url, acknowledged, 5 + 9 * round, kill)
    console.log(`round ${round}: killed after ${acknowledged} commits`)
  }
  acknowledged = await write(profile, server.url, acknowledged, 5, close)
  tearLog(profile)
  acknowledged = await write(profile, server.url, acknowledged, 5, kill)
  console.log(`torn log: killed after ${acknowledged} commits`)
  await check(profile, server.url, acknowledged)
  console.log(`all ${acknowledged} acknowledged commits are there`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  server.close()
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
