// Two practices, one patient: the whole way, through real browsers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundles, contents, family, read } from "./harness/data.mjs";
import { addNote, exportPatient, go, importFiles, openPatient, share, unlock, waitForPath } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("through the mailbox: never online together", { timeout: 240_000 }, () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    for (const person of [a, b]) {
      await go(person.page, "Colleagues");
      assert.equal(await person.page.locator(".member .verified").count(), 2, "both verified");
    }
    await b.close();

    const [file] = bundles(world.dir, 1);
    await importFiles(a.page, [file]);
    await openPatient(a.page, family(read(file)));
    await share(a.page, "N. Demir");
    await a.page.locator('.entry-line[data-state="relay"]').first().waitFor({ timeout: 30_000 });
    await a.page.waitForFunction(() => !document.querySelector('.entry-line[data-state="device"]'), undefined, { timeout: 30_000 });
    await a.close();

    const again = await world.open("demir");
    await unlock(again.page);
    await openPatient(again.page, family(read(file)));
    await again.page.waitForFunction((n) => document.body.textContent.includes(n), String(read(file).entry.length), { timeout: 30_000 }).catch(() => undefined);
    await assertSame(again.page, file);
    await again.page.waitForTimeout(500); // the receipt is on its way
    await again.close();

    const back = await world.open("kaya");
    await unlock(back.page);
    await openPatient(back.page, family(read(file)));
    await back.page.locator('.entry-line[data-state="received"]').first().waitFor({ timeout: 30_000 });
    assert.equal(await back.page.locator('.entry-line[data-state="relay"]').count(), 0);
    assert.deepEqual(back.problems, []);
  }),
);

test("directly: both online, then without the relay, then over a dead link", { timeout: 240_000 }, () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const [file] = bundles(world.dir, 1);
    await importFiles(a.page, [file]);
    await waitForPath(a.page, "direct");
    await waitForPath(b.page, "direct");
    const stored = await world.relay.metric("satchel_relay_frames_stored_total");
    await openPatient(a.page, family(read(file)));
    await share(a.page, "N. Demir");
    await openPatient(b.page, family(read(file)));
    await addNote(a.page, "Wound clean, dry dressing");
    await b.page.locator(".entry-line", { hasText: "Wound clean" }).waitFor();
    await a.page.locator('.entry-line[data-state="received"]', { hasText: "Wound clean" }).waitFor();
    assert.equal(await world.relay.metric("satchel_relay_frames_stored_total"), stored, "the relay carried no entry frame");

    await world.relay.stop("SIGKILL");
    await addNote(a.page, "Second visit");
    await b.page.locator(".entry-line", { hasText: "Second visit" }).waitFor();
    await a.page.locator('.entry-line[data-state="received"]', { hasText: "Second visit" }).waitFor();
    const ids = await b.page.locator(".entry-line").evaluateAll((lines) => lines.map((l) => l.dataset.entry));
    assert.equal(new Set(ids).size, ids.length, "nothing twice");
  }),
);

/** Compares what a person exports with what was imported, once all of it is there. */
async function assertSame(page, file) {
  const want = contents(read(file));
  let got = [];
  for (let i = 0; i < 40 && got.length < want.length; i++) {
    got = contents(await exportPatient(page));
    if (got.length < want.length) await page.waitForTimeout(250);
  }
  assert.deepEqual(got, want);
}
