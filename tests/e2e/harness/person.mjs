// One person: a Chromium process of their own, with a profile on disk.

import { chromium } from "playwright-core";
import { spawnSync } from "node:child_process";

export const passphrase = "correct horse battery";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns,OmniboxPopup,WebUIOmniboxPopup",
];

function executable() {
  const found = spawnSync("tests/chromium.sh", { encoding: "utf8" }).stdout.trim();
  if (!found) throw new Error("no Chromium: run make test, which installs it");
  return found;
}

/** Opens a browser on a profile directory; the page is at url. */
export async function open(profile, url, options = {}) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args,
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  if (url) await page.goto(url);
  return { context, page, problems, profile, close: () => context.close() };
}

/** Kills a person's browser at once, renderers and all. */
export function kill(profile) {
  spawnSync("pkill", ["-9", "-f", `--user-data-dir=${profile}`]);
}

export async function createNetwork(page, { name, role = "gp", network = "Moda" }) {
  await page.getByRole("button", { name: /create a network/i }).or(page.getByRole("link", { name: /create a network/i })).first().click();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel(/role/i).selectOption(role);
  await page.getByLabel(/name of the network|network/i).first().fill(network);
  await newPassphrase(page);
  await page.getByRole("button", { name: /create/i }).last().click();
  await page.getByRole("heading", { name: "Patients", level: 1 }).waitFor();
}

async function newPassphrase(page) {
  const fields = page.locator('input[autocomplete="new-password"]');
  for (const field of await fields.all()) await field.fill(passphrase);
}

/** Makes an invitation and returns its link. */
export async function invite(page, role = "nurse") {
  await go(page, "Colleagues");
  await page.getByRole("button", { name: "Invite…" }).click();
  await page.getByLabel("Their role").selectOption(role);
  await page.getByRole("button", { name: "Make invitation" }).click();
  const link = await page.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  return link;
}

/** Joins on a page that was opened with an invitation link. */
export async function join(page, name) {
  await page.getByLabel("Your name").fill(name);
  await newPassphrase(page);
  await page.getByRole("button", { name: /join|ask/i }).last().click();
  await page.getByRole("heading", { name: "Patients", level: 1 }).waitFor();
}

export async function unlock(page) {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: /unlock/i }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

export async function go(page, place) {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
  await page.getByRole("heading", { name: place, level: 1 }).waitFor();
}

/** Imports files and waits for the report of each. */
export async function importFiles(page, files) {
  await page.goto(new URL("#/import", page.url()).href);
  await page.locator('input[type="file"]').setInputFiles(files);
  await page.locator('.job[aria-busy="false"]').nth(files.length - 1).waitFor({ timeout: 120_000 });
}

/** Opens a patient's page by a search. */
export async function openPatient(page, words) {
  await go(page, "Patients");
  await page.getByRole("searchbox").first().fill(words);
  await page.locator(".patient-line").first().click();
  await page.getByRole("region", { name: "Timeline" }).waitFor();
}

export async function addNote(page, text) {
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByRole("textbox", { name: "Note" }).fill(text);
  await page.getByRole("button", { name: "Save note" }).click();
  await page.locator(".entry-line", { hasText: text }).waitFor();
}

/** Waits until the badge shows a path: direct, relay or offline. */
export async function waitForPath(page, path) {
  await page.locator(`.badge[data-state="${path}"]`).waitFor({ timeout: 20_000 });
}

export async function share(page, name) {
  await page.getByRole("button", { name: "Share…" }).click();
  await page.getByRole("dialog").getByLabel(new RegExp(name)).first().check();
  await page.getByRole("dialog").getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** The patient that the page shows, as the app exports it. */
export async function exportPatient(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export" }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
