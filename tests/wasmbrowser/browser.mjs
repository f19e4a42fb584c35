// Runs a Go test binary for GOOS=js in a dedicated worker of a real Chromium.
//
//   node ── serves page, worker, wasm_exec.js, the binary on 127.0.0.1
//    └── Chromium, profile on disk ── page ── worker ── Go
//                        standard output ◄──────┘
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

// playwright-core comes from the repository's node_modules, or from the folder
// that SATCHEL_NODE_MODULES names.
const modules = process.env.SATCHEL_NODE_MODULES ?? join(here, '../../node_modules')
const { chromium } = createRequire(join(modules, 'resolve.js'))('playwright-core')

const flags = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Serves the binary and what it needs to run; returns the address and a close function. */
export async function serve(wasmFile) {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim()
  const files = {
    '/': ['text/html', () => '<!doctype html><title>wasm test</title>'],
    '/worker.js': ['text/javascript', () => readFileSync(join(here, 'worker.js'))],
    '/wasm_exec.js': ['text/javascript', () => readFileSync(join(goroot, 'lib/wasm/wasm_exec.js'))],
    '/test.wasm': ['application/wasm', () => readFileSync(wasmFile)],
  }
  const server = createServer((request, response) => {
    const [type, read] = files[request.url] ?? []
    if (!read) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(read())
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    // Storage belongs to an origin: keep the port to find it again.
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => { server.closeAllConnections(); server.close() },
  }
}

/** Launches Chromium on a profile folder; pid is that of its main process. */
export async function launch(profile) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: flags,
  })
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1))
  return { context, pid, close: () => context.close() }
}

/**
 * Runs the binary with the given arguments in a page of its own, calls
 * output(text, isError) as it writes, and resolves to its exit code.
 * prepare(page) may set the page up before.
 */
export async function run(browser, url, args, output, prepare = () => {}) {
  const page = await browser.context.newPage()
  await prepare(page)
  let ended
  const code = new Promise((resolve, reject) => {
    ended = resolve
    page.on('crash', () => reject(new Error('the page crashed')))
    page.on('close', () => reject(new Error('the page is gone')))
    browser.context.on('close', () => reject(new Error('the browser is gone')))
  })
  code.catch(() => {}) // whoever awaits it below hears of it
  await page.exposeFunction('satchelOutput', output)
  await page.exposeFunction('satchelExit', (status, message) => {
    if (message) output(`${message}\n`, true)
    ended(status)
  })
  await page.goto(url)
  await page.evaluate((argv) => {
    const worker = new Worker('/worker.js')
    worker.onmessage = ({ data }) => data.exit === undefined
      ? window.satchelOutput(data.text, data.isError)
      : window.satchelExit(data.exit, data.message)
    worker.onerror = (event) => window.satchelExit(1, event.message)
    worker.postMessage(argv)
  }, args)
  const status = await code
  await page.close()
  return status
}
