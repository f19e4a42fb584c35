// Two pion peers in the workers of two pages connect through the bridge.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const here = fileURLToPath(new URL("./testdata", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
let out, server, browser, origin;

before(async () => {
  out = mkdtempSync(join(tmpdir(), "satchel-rtc-"));
  await build({
    root: here,
    logLevel: "warn",
    worker: { format: "es" },
    build: { outDir: out, emptyOutDir: true, target: "es2024" },
  });
  const goroot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  copyFileSync(join(goroot, "lib/wasm/wasm_exec.js"), join(out, "wasm_exec.js"));
  execFileSync("go", ["build", "-ldflags=-s -w", "-o", join(out, "peer.wasm"), "./peer"], {
    cwd: here,
    env: { ...process.env, GOOS: "js", GOARCH: "wasm" },
  });
  server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const file = join(out, path === "/" ? "index.html" : path);
    try {
      const body = readFileSync(file);
      response.writeHead(200, { "Content-Type": types[extname(file)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--allow-loopback-in-peer-connection"],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
  if (out) rmSync(out, { recursive: true });
});

for (const way of ["transferred channel", "channel over ports"]) {
  test(`${way}: early messages arrive, in order, both ways, and close is told`, async () => {
    const context = await browser.newContext();
    const answerer = await context.newPage();
    const offerer = await context.newPage();
    const flag = way === "channel over ports" ? "&ports" : "";
    await answerer.goto(`${origin}/?answers${flag}`);
    await offerer.goto(`${origin}/?offers${flag}`);
    for (const page of [answerer, offerer]) {
      const report = await page.waitForFunction(() => window.reports[0], null, { timeout: 20_000 });
      const { received, inOrder, label, id, state, error } = await report.jsonValue();
      assert.equal(error, undefined);
      assert.deepEqual({ received, inOrder, label, state }, { received: 64, inOrder: true, label: "frames", state: "open" });
      assert.ok(id >= 0, "the channel has its number");
    }
    await offerer.evaluate(() => window.closeChannel());
    for (const page of [answerer, offerer]) {
      await page.waitForFunction(() => window.reports.some((r) => r.closed), null, { timeout: 20_000 });
    }
    await context.close();
  });
}
