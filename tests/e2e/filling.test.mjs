// A file that fills up: with what colleagues know of a new patient, and with what they write later.

import assert from "node:assert/strict";
import { test } from "node:test";
import { resultsOf } from "./harness/data.mjs";
import { answerAs, ask, createNetwork, entryLine, go, importFiles, inbox, invite, join, mailItem, openPatient, toTimeline, unlock, whoSees } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

const person = { family: "Yılmaz", given: "Ayşe", birthDate: "1958-03-04" };

test("a GP asks four colleagues about a new patient: one answers automatically, one next day, one in summary, one never", () =>
  withWorld(async (world) => {
    const a = await world.open("kaya");
    await createNetwork(a.page, { name: "Dr Kaya" });
    const files = {
      "Dr Auto": [["Hb", 13.1, "g/dL", "2026-10-12"]],
      "Dr Hand": [["Ferritin", 21, "ug/L", "2026-10-13"]],
      "Dr Sum": [["HbA1c", 7.4, "%", "2026-10-11"], ["HbA1c", 7.5, "%", "2026-10-12"]],
      "Dr Never": [],
    };
    const others = {};
    for (const [name, results] of Object.entries(files)) others[name] = await colleague(world, a.page, name, results);
    await answerAs(others["Dr Auto"].page, "Everybody", "Share at once");
    await answerAs(others["Dr Sum"].page, "Dr Kaya", "Summary only");
    await answerAs(others["Dr Never"].page, "Everybody", "Never");

    await go(a.page, "Patients");
    await ask(a.page, { person, purpose: "New patient" });
    await a.page.getByRole("heading", { name: person.family, level: 1 }).waitFor();
    await toTimeline(a.page);
    await entryLine(a.page, "Hb 13.1").waitFor(); // on the page that was open all the time
    assert.equal(await entryLine(a.page, "Ferritin").count(), 0, "who answers by hand has not answered");

    // What the others said stands on the same page.
    const asked = a.page.getByRole("list", { name: "What colleagues were asked" });
    await asked.getByText("Asked 4 colleagues, 3 answered, 1 waiting").click();
    for (const said of ["Dr Auto: shared the file", "Dr Hand: no answer yet", "Dr Never: refused"]) await asked.getByText(said).waitFor();
    await asked.getByRole("listitem").filter({ hasText: "Dr Sum: summary" }).getByText("2 results, latest Oct 12").last().waitFor();

    // Who answers by hand goes home, and does it next day.
    const { page } = others["Dr Hand"];
    await page.getByRole("navigation", { name: "Main" }).getByText("1 waiting").waitFor({ state: "attached" });
    await others["Dr Hand"].close();
    const hand = await world.open("Dr Hand");
    await unlock(hand.page);
    await go(hand.page, "Inbox");
    await mailItem(hand.page, "Dr Kaya asks about").getByRole("button", { name: "Share the file" }).click();
    await hand.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    await entryLine(a.page, "Ferritin 21").waitFor();
    await entryLine(a.page, "Hb 13.1").waitFor();
    assert.equal(await entryLine(a.page, "HbA1c").count(), 0, "a summary is no entry");
    await asked.getByText("Asked 4 colleagues, 4 answered").waitFor();
    await asked.getByText("Dr Hand: shared the file").waitFor();
    await inbox(a.page, "Sent");
    await mailItem(a.page, "New patient").getByText("Dr Hand: shared the file").waitFor();
    await go(a.page, "Patients");
    await a.page.locator(".patient-line").first().waitFor();
    assert.equal(await a.page.locator(".patient-line").count(), 1, "the files of all are one patient");
    assert.deepEqual([a, hand, ...Object.values(others)].flatMap(({ problems }) => problems), []);
  }),
);

/** Somebody whom the steward at page invites, with a file of the person. */
async function colleague(world, page, name, results) {
  const other = await world.open(name, await invite(page, "specialist"));
  await join(other.page, name);
  await importFiles(other.page, [resultsOf(world.dir, name, results)]);
  return other;
}

test("a nurse asks for what is written later too, the GP amends, and the nurse's open page has the new version", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(a.page, [resultsOf(world.dir, "kaya", [["Hb", 13.1, "g/dL", "2026-10-12"]])]);
    await answerAs(a.page, "N. Demir", "Share at once");
    await importFiles(b.page, [resultsOf(world.dir, "demir", [])]);
    await openPatient(b.page, person.family);
    await ask(b.page, { purpose: "Shared care", whom: "Dr Kaya", follow: true });
    await toTimeline(b.page);
    await entryLine(b.page, "Hb 13.1").click();
    const sheet = b.page.getByRole("dialog");
    await sheet.getByText("FHIR resource").waitFor();

    await openPatient(a.page, person.family);
    assert.match(await whoSees(a.page, "Hb 13.1"), /N\. Demir .*asked: Shared care/);
    await entryLine(a.page, "Hb 13.1").click();
    const mine = a.page.getByRole("dialog");
    await mine.getByRole("button", { name: "Amend" }).click();
    await mine.getByRole("spinbutton").fill("11.9");
    await mine.getByText("Will see this: N. Demir").waitFor();
    await mine.getByRole("button", { name: "Save amendment" }).click();

    // Who reads the old one is told, and one press leads to the new one.
    await sheet.getByText(/Amended by Dr Kaya, .*: Hb 11\.9/).waitFor();
    await sheet.getByRole("link", { name: "Open the new version" }).click();
    await sheet.getByRole("heading", { name: "Hb 11.9" }).waitFor();
    assert.equal(await sheet.getByText("Amended by").count(), 0, "this is the newest");
    await sheet.getByRole("button", { name: "Close" }).click();
    await entryLine(b.page, "Hb 11.9").getByText("amended, 1 earlier").waitFor();
    assert.equal(await entryLine(b.page, "Hb 13.1").count(), 0, "what was corrected is shown no more");
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);
