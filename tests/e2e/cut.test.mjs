// A link that dies without a word: no close, no error, packets just stop coming.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cuttable } from "./harness/cut.mjs";
import { contents, read, size } from "./harness/data.mjs";
import { addNote, entryLine, exportPatient, importOne, openPatient, share, waitForPath } from "./harness/person.mjs";
import { allReceived, until } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("a direct link that is cut silently: the relay carries on, nothing is lost, nothing comes twice", (t) =>
  withWorld(async (world) => {
    const { a, b } = await found(world, { prepare: cuttable });
    const { file, name } = await importOne(a.page, world.dir);
    await openPatient(a.page, name);
    await share(a.page, "N. Demir");
    await openPatient(b.page, name);
    await share(b.page, "Dr Kaya");
    await waitForPath(a.page, "direct");
    await waitForPath(b.page, "direct");
    await addNote(a.page, "Before the cut");
    await entryLine(b.page, "Before the cut").waitFor();
    await allReceived(a.page);
    await openPatient(a.page, name);

    const stored = await world.relay.stored();
    await a.cut();
    await b.cut();
    const took = await carriedOn(a, world.relay, stored);
    t.diagnostic(`from saving to the relay's mailbox: ${took} ms`);
    assert.ok(took <= 5_000, `the relay carried on only after ${took} ms`);
    await entryLine(b.page, "After the cut").waitFor();
    await entryLine(a.page, "After the cut", "received").waitFor();

    await addNote(b.page, "An answer the other way");
    await entryLine(a.page, "An answer the other way").waitFor();
    const [atA, atB] = [await exportPatient(a.page), await exportPatient(b.page)];
    assert.equal(size(atA), size(read(file)) + 3, "nothing lost, nothing twice");
    assert.deepEqual(contents(atB), contents(atA));
    await allReceived(a.page);
  }),
);

/** Saves a note and returns after how many ms the relay had it, as the browser's clock and ours tell. */
async function carriedOn(person, relay, stored) {
  await person.page.getByRole("button", { name: "Note", exact: true }).click();
  await person.page.getByRole("textbox", { name: "Note" }).fill("After the cut");
  await person.page.getByRole("button", { name: "Save note" }).click();
  const start = performance.now();
  await until("the relay has a frame", async () => (await relay.stored()) > stored);
  const took = Math.round(performance.now() - start);
  await entryLine(person.page, "After the cut").waitFor();
  return took;
}
