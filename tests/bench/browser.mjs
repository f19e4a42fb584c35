// A person: one Chromium with a profile on disk, one page, one clock.
//
// Playwright's newContext is incognito, its IndexedDB lives in memory; a persistent
// context of its own process is what makes "saved" mean saved.

import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { scratch } from "./scratch.mjs";
import { watchTasks } from "./watch.mjs";

const { chromium } = createRequire(new URL("../../package.json", import.meta.url))("playwright-core");

export const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

const flags = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--allow-loopback-in-peer-connection",
  // The address bar's popup gets a renderer of its own, which eats a core for seconds.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,Translate",
];

/** One person's browser. Closed and opened again, it finds its profile as it was. */
export class Person {
  constructor(name, { scripts = [] } = {}) {
    this.name = name;
    this.scripts = scripts;
    this.profile = mkdtempSync(join(scratch, `${name}-`));
    this.errors = [];
  }

  /** Starts Chromium and opens a page at url. */
  async open(url) {
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: executable,
      headless: true,
      chromiumSandbox: false,
      args: flags,
    });
    this.pid = Number(readlinkSync(join(this.profile, "SingletonLock")).split("-").at(-1));
    await this.context.addInitScript(watchTasks);
    for (const script of this.scripts) await this.context.addInitScript(script);
    this.page = this.context.pages()[0];
    this.page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    this.failed = new Promise((_, reject) => this.page.on("pageerror", reject));
    this.failed.catch(() => {}); // whoever runs something next hears of it
    await this.page.goto(url);
  }

  /** Runs a function in the page; fails as soon as anything in the page does. */
  run(fn, argument) {
    return Promise.race([this.page.evaluate(fn, argument), this.failed]);
  }

  /** Gives the page a file as window.benchFile, an ArrayBuffer, through a file input as a person would. */
  async give(path) {
    const input = await this.page.evaluateHandle(() => {
      const element = document.createElement("input");
      element.type = "file";
      element.hidden = true;
      return document.body.appendChild(element);
    });
    await input.setInputFiles(path);
    await input.evaluate(async (element) => {
      globalThis.benchFile = await element.files[0].arrayBuffer();
      element.remove();
    });
  }

  /** The longest task in ms that held the screen's thread since the last call, 0 if none was over 50 ms. */
  longestTask() {
    return this.run(() => globalThis.bench.longestTask());
  }

  /** Ends Chromium in an orderly way. */
  async close() {
    await this.context?.close();
    this.context = undefined;
  }

  /** Ends every process of this Chromium with SIGKILL, as a crash would. */
  async kill() {
    const gone = new Promise((resolve) => this.context.on("close", resolve));
    process.kill(-this.pid, "SIGKILL");
    await gone;
    this.context = undefined;
  }

  /** Closes and deletes the profile. */
  async forget() {
    await this.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
