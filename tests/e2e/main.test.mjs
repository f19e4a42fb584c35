// Two practices, one patient: the whole way, through real browsers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundles, contents, family, read } from "./harness/data.mjs";
import { addNote, entryLine, exportPatient, go, importFiles, openPatient, share, unlock, waitForPath } from "./harness/person.mjs";
import { allReceived, streams, until } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("through the mailbox: two people who are never online together", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    for (const person of [a, b]) {
      await go(person.page, "Colleagues");
      await person.page.locator(".member .verified").nth(1).waitFor(); // both of them
    }
    assert.equal(await b.page.getByText("the invitation was not used").count(), 0, "it was used");
    await b.close();

    const [file] = bundles(world.dir, 1);
    await importFiles(a.page, [file]);
    await openPatient(a.page, family(read(file)));
    await share(a.page, "N. Demir");
    const given = await until("everything at the relay", async () => {
      const [stream] = await streams(a.page);
      return stream.given > 0 && stream.atRelay === stream.given && stream.given;
    });
    await a.close();

    const mailed = await world.relay.stored();
    const again = await world.open("demir");
    await unlock(again.page);
    await until("everything here", async () => (await streams(again.page))[0]?.have === given);
    await openPatient(again.page, family(read(file)));
    assert.deepEqual(contents(await exportPatient(again.page)), contents(read(file)));
    await quiet(world.relay, mailed);
    await again.close();

    const back = await world.open("kaya");
    await unlock(back.page);
    await allReceived(back.page);
    await openPatient(back.page, family(read(file)));
    await back.page.locator('.entry-line[data-state="received"]').first().waitFor();
    assert.deepEqual(back.problems, []);
  }),
);

test("directly: both online, entries go past the relay, and its death changes nothing", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const [file] = bundles(world.dir, 1);
    await importFiles(a.page, [file]);
    await waitForPath(a.page, "direct");
    await waitForPath(b.page, "direct");
    const stored = await world.relay.stored();
    await openPatient(a.page, family(read(file)));
    await share(a.page, "N. Demir");
    await openPatient(b.page, family(read(file)));
    await addNote(a.page, "Wound clean, dry dressing");
    await entryLine(b.page, "Wound clean").waitFor();
    await entryLine(a.page, "Wound clean", "received").waitFor();
    assert.equal(await world.relay.stored(), stored, "the relay carried no entry frame");

    await world.relay.stop("SIGKILL");
    await addNote(a.page, "Second visit");
    await entryLine(b.page, "Second visit").waitFor();
    await entryLine(a.page, "Second visit", "received").waitFor();
    const ids = await b.page.locator(".entry-line").evaluateAll((lines) => lines.map((l) => l.dataset.entry));
    assert.equal(new Set(ids).size, ids.length, "nothing twice");
  }),
);

/** Waits until the last receipt is in the mailbox: one came after mailed frames, and none within half a second more. */
async function quiet(relay, mailed) {
  let last = { stored: mailed, at: 0 };
  await until("the last receipt stored", async () => {
    const stored = await relay.stored();
    if (stored !== last.stored) last = { stored, at: performance.now() };
    return stored > mailed && performance.now() - last.at > 500;
  });
}
