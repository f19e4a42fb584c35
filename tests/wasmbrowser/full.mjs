#!/usr/bin/env node
// Fills the quota of an origin, checks that the store says so and that every
// commit it acknowledged is there, before and after Chromium starts anew:
//
//   node full.mjs IDB.test
//
// IDB.test is the test binary of wasm/idb, whose TestMain plays the writer.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, run, serve } from './browser.mjs'

const [wasmFile] = process.argv.slice(2)
const quota = 12 << 20 // bytes
const profile = mkdtempSync(join(tmpdir(), 'wasmbrowser-full-'))
const server = await serve(wasmFile)

/** Runs one role in a browser of its own and fails unless it succeeds. */
async function play(role, count, output, prepare) {
  const browser = await launch(profile)
  try {
    const status = await run(browser, server.url, [role, 'filled', String(count)], output, prepare)
    if (status !== 0) throw new Error(`${role} failed`)
  } finally {
    await browser.close()
  }
}

async function limit(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(server.url).origin, quotaSize: quota })
}

try {
  let acknowledged = 0
  await play('fill', 0, (text, isError) => {
    if (isError) process.stderr.write(text)
    else acknowledged = Number(text.trim().split('\n').at(-1))
  }, limit)
  if (acknowledged === 0) throw new Error('the store was full from the start')
  await play('check', acknowledged, (text) => process.stderr.write(text))
  console.log(`full after ${acknowledged} commits, all of them are there`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  server.close()
  rmSync(profile, { recursive: true, force: true })
}
