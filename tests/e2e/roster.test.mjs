// A steward looks after the list of members: who takes part, under which name, and who looks after it next.

import assert from "node:assert/strict";
import { test } from "node:test";
import { about, addNote, card, entryLine, finish, group, importOne, openPatient, share, toTimeline, unlock } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

/** What a page says over everything when its member takes no part any more. */
const ended = ({ page }) => page.locator(".banner", { hasText: "The steward has disabled you in this network." });

test("a steward disables a nurse: her page says so, the next note does not reach her, and let in again she gets it", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const { name } = await importOne(a.page, world.dir);
    await openPatient(a.page, name);
    await share(a.page, "N. Demir");
    await addNote(a.page, "Before the tablet was lost");
    await openPatient(b.page, name);
    await toTimeline(b.page);
    await entryLine(b.page, "Before the tablet was lost").waitFor();

    await finish(await about(a.page, "N. Demir", "Disable…"), "Disable");
    await a.page.getByText("No longer taking part (1)").waitFor();
    await ended(b).waitFor();
    await openPatient(a.page, name);
    await addNote(a.page, "Not for whoever found the tablet");
    await toTimeline(a.page);
    await entryLine(a.page, "Not for whoever found the tablet", "device").waitFor();
    await b.page.reload();
    await unlock(b.page);
    await ended(b).waitFor();
    await openPatient(b.page, name);
    await toTimeline(b.page);
    await entryLine(b.page, "Before the tablet was lost").waitFor();
    assert.equal(await entryLine(b.page, "Not for whoever found the tablet").count(), 0, "the note has not come");

    await finish(await about(a.page, "N. Demir", "Let in again…"), "Let in again");
    await entryLine(b.page, "Not for whoever found the tablet").waitFor({ timeout: 30_000 });
    assert.equal(await ended(b).count(), 0);
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("names, groups and the stewardship pass from the steward's page to the other, and a block from one to the other", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const rename = await about(b.page, "N. Demir", "Your name…");
    await rename.getByLabel("Name").fill("N. Demir-Ak");
    await finish(rename, "Save");
    await card(a.page, "N. Demir-Ak").waitFor();
    await card(b.page, "N. Demir-Ak").waitFor();

    await group(a.page, "Night duty", ["N. Demir-Ak"]);
    await card(b.page, "N. Demir-Ak").getByText("Groups: Night duty").waitFor();

    await finish(await about(b.page, "Dr Kaya", "Block…"), "Block");
    await card(b.page, "Dr Kaya").getByText("Blocked by you").waitFor();
    assert.equal(await card(b.page, "Dr Kaya").getByRole("button", { name: /Write/ }).count(), 0);
    await finish(await about(b.page, "Dr Kaya", "Unblock…"), "Unblock");

    await finish(await about(a.page, "N. Demir-Ak", "Hand over the stewardship…"), "Offer it");
    await b.page.getByRole("region", { name: "You are offered the stewardship" }).getByRole("button", { name: "Accept it" }).click();
    await card(b.page, "N. Demir-Ak").getByText("Steward").waitFor();
    await card(a.page, "N. Demir-Ak").getByText("Steward").waitFor();
    await b.page.getByRole("button", { name: "Invite…" }).waitFor();
    assert.equal(await a.page.getByRole("button", { name: "Invite…" }).count(), 0);
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);
