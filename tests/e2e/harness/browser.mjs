// A Chromium process of somebody's own, with a profile on disk.

import { chromium } from "playwright-core";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--allow-loopback-in-peer-connection",
  "--use-fake-device-for-media-stream",
];
const without = ["OmniboxPopup", "WebUIOmniboxPopup"];

let found;
function executable() {
  found ??= spawnSync("tests/chromium.sh", { encoding: "utf8" }).stdout.trim();
  if (!found) throw new Error("no Chromium: run make test, which installs it");
  return found;
}

/**
 * Opens a browser on a profile directory, without a page of ours yet. Its camera shows the
 * film, if there is one; then it also hides its addresses, as browsers do outside of tests.
 */
export async function launch(profile, { film, ...options } = {}) {
  const features = film ? without : [...without, "WebRtcHideLocalIpsWithMdns"];
  const camera = film ? [`--use-file-for-fake-video-capture=${film}`] : [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args: [...args, ...camera, `--disable-features=${features}`],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const problems = [];
  const watch = (page) => {
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
  };
  const page = context.pages()[0] ?? (await context.newPage());
  watch(page);
  context.on("page", watch);
  return { context, page, problems, profile, close: () => context.close() };
}

/** Kills a browser at once, with all of its processes, and waits until it is gone. */
export async function kill({ context, profile }) {
  const gone = new Promise((resolve) => context.once("close", resolve));
  process.kill(-pidOf(profile), "SIGKILL"); // the group: Playwright gives each browser one
  await gone;
}

/** The browser that this process started on a profile. */
function pidOf(profile) {
  const [pid] = readdirSync("/proc").filter((name) => {
    try {
      const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
      return parent === String(process.pid) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(`--user-data-dir=${profile}\0`);
    } catch {
      return false; // no process, or none any more
    }
  });
  if (!pid) throw new Error(`no browser of ours has ${profile} open`);
  return Number(pid);
}
