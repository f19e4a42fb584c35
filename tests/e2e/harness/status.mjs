// What the page tells in numbers, and waiting for numbers.

import { go } from "./person.mjs";

/** Calls look until it gives something other than undefined or false, and returns that. */
export async function until(what, look, timeout = 30_000) {
  const end = performance.now() + timeout;
  for (;;) {
    const got = await look();
    if (got !== undefined && got !== false) return got;
    if (performance.now() > end) throw new Error(`not within ${timeout} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100)); // a look may be a walk to another page
  }
}

const columns = ["name", "path", "given", "atRelay", "received", "have", "known", "gaps"];

/** The streams with each other device, as the settings show them. */
export async function streams(page) {
  await go(page, "Settings");
  const rows = page.locator("details", { hasText: "Streams" }).locator("tbody tr");
  await rows.first().waitFor({ state: "attached" });
  const cells = await rows.evaluateAll((lines) => lines.map((line) => [...line.cells].map((cell) => cell.textContent)));
  return cells.map((texts) =>
    Object.fromEntries(texts.map((text, i) => [columns[i], i < 2 ? text : Number(text.replaceAll(",", ""))])),
  );
}

/** How many patients and entries the settings count. */
export async function counts(page) {
  await go(page, "Settings");
  const record = page.getByRole("region", { name: "Record", exact: true });
  const number = async (i) => Number((await record.locator("dd").nth(i).textContent()).replaceAll(",", ""));
  return { patients: await number(0), entries: await number(1) };
}

/** Waits until everything given out was receipted, and everything known of has come. */
export async function allReceived(page) {
  await until("everything received", async () => (await streams(page)).every((s) => s.received === s.given && s.gaps === 0));
}
