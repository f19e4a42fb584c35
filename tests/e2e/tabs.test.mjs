// Two tabs of one browser, one record.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addNote, createNetwork, entryLine, importOne, openPatient, unlock } from "./harness/person.mjs";
import { counts } from "./harness/status.mjs";
import { withWorld } from "./harness/world.mjs";

test("the record is used in one tab at a time, and moves to another without harm", () =>
  withWorld(async (world) => {
    const { page: first, context, problems } = await world.open("kaya");
    await createNetwork(first, { name: "Dr Kaya" });
    const { name } = await importOne(first, world.dir);
    const { entries } = await counts(first);
    await openPatient(first, name);
    await first.getByRole("button", { name: "Note", exact: true }).click();
    await first.getByRole("textbox", { name: "Note" }).fill("Written in the first tab, too late");

    const second = await context.newPage();
    await second.goto(world.relay.url);
    const elsewhere = (page) => page.getByRole("heading", { name: "Satchel is open in another tab" });
    await elsewhere(second).waitFor();
    await second.getByRole("button", { name: "Use it here" }).click();
    await elsewhere(first).waitFor();
    assert.equal(await first.getByRole("button", { name: "Save note" }).count(), 0, "the first tab offers no save that would be lost");
    await unlock(second);
    await openPatient(second, name);
    await addNote(second, "Written in the second tab");
    assert.deepEqual(await counts(second), { patients: 1, entries: entries + 1 });

    await first.bringToFront();
    await first.getByRole("button", { name: "Use it here" }).click();
    await elsewhere(second).waitFor();
    await unlock(first);
    assert.deepEqual(await counts(first), { patients: 1, entries: entries + 1 });
    await openPatient(first, name);
    await entryLine(first, "Written in the second tab").waitFor();
    await second.close();
    await addNote(first, "Written in the first tab again");
    await first.reload();
    await unlock(first);
    assert.deepEqual(await counts(first), { patients: 1, entries: entries + 2 });
    assert.deepEqual(problems, []);
  }),
);

test("a save that comes while another tab takes over is refused clearly and leaves nothing", () =>
  withWorld(async (world) => {
    const { page: first, context } = await world.open("kaya");
    await createNetwork(first, { name: "Dr Kaya" });
    const { name } = await importOne(first, world.dir);
    const { entries } = await counts(first);
    await openPatient(first, name);
    await first.getByRole("button", { name: "Note", exact: true }).click();
    await first.getByRole("textbox", { name: "Note" }).fill("Saved too late");
    const save = await first.getByRole("button", { name: "Save note" }).elementHandle();

    // The first tab stands still, as a tab in the background may, until the second has the record.
    const session = await context.newCDPSession(first);
    await session.send("Debugger.enable");
    const paused = new Promise((resolve) => session.once("Debugger.paused", resolve));
    const late = save.evaluate((button) => {
      debugger;
      button.click();
    });
    await paused;
    const second = await context.newPage();
    await second.goto(world.relay.url);
    await second.getByRole("button", { name: "Use it here" }).click();
    await unlock(second);
    await session.send("Debugger.resume");
    await late;

    await first.getByRole("heading", { name: "Satchel is open in another tab" }).waitFor();
    assert.deepEqual(await counts(second), { patients: 1, entries });
    await openPatient(second, name);
    await addNote(second, "The second tab works on");
    assert.equal(await entryLine(second, "Saved too late").count(), 0);
  }),
);
