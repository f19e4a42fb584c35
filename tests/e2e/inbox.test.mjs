// What waits, what has to be opened, who is told if it is not, and who has opened what.

import assert from "node:assert/strict";
import { test } from "node:test";
import { callable } from "./harness/core.mjs";
import { ours } from "./harness/data.mjs";
import { entryLine, fillMessage, go, importFiles, inbox, invite, join, mailItem, openPatient, toTimeline, unlock, whoSees } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

const name = "Yılmaz0";

test("an urgent result that nobody opens goes to the deputy, and its sender sees who has opened it", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world, { prepare: callable });
    const c = await world.open("late", await invite(a.page, "gp"));
    await join(c.page, "Dr Late");
    await importFiles(c.page, [ours(world.dir, 0, 1)]);
    await importFiles(a.page, [ours(world.dir, 0, 2)]);
    const { patient, entry } = await measure(a);
    const [to, deputy] = (await a.call("members.list", {})).filter((m) => !m.me);
    await b.close(); // away
    await a.call("mail.send", {
      member: to.id,
      text: "Potassium critical, please act",
      urgency: "emergency",
      patient,
      entries: [entry],
      due: new Date(Date.now() + 3_000).toISOString(),
      others: [deputy.id],
    });
    await a.page.getByText("1 matter in the inbox overdue.").waitFor();
    await a.page.getByRole("button", { name: "Open the inbox" }).click();
    const sent = mailItem(a.page, "Potassium critical");
    await sent.getByText("Then told Dr Late").waitFor();
    assert.match(await words(sent), /N\. Demir .* Did not open it by \d.*Then told Dr Late/);

    await c.page.getByText("An urgent matter waits for you.").waitFor();
    await go(c.page, "Inbox");
    const told = mailItem(c.page, "Potassium critical");
    await told.locator('.flag-critical:text-is("Emergency")').waitFor();
    await told.getByRole("link", { name: "Dr Kaya wrote" }).click();
    const dialog = c.page.getByRole("dialog");
    await dialog.getByRole("link", { name: /Potassium 6\.8 mmol\/L.*critical/ }).waitFor();
    await a.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    await inbox(a.page, "Sent");
    assert.match(await words(sent), /N\. Demir .* Did not open it by \d.*Then told Dr Late .*Opened \d/);

    await dialog.getByText("Matches your file of this person").waitFor();
    await dialog.getByRole("button", { name: "Accept into this file" }).click();
    await c.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    assert.equal(await c.page.locator(".rail-count").count(), 0, "nothing waits any more");
    await openPatient(c.page, name);
    await toTimeline(c.page);
    await entryLine(c.page, "Potassium 6.8").waitFor();

    const back = await world.open("demir");
    await unlock(back.page);
    await back.page.getByText("1 matter in the inbox overdue.").waitFor();
    await go(back.page, "Inbox");
    await mailItem(back.page, "Potassium critical").getByText(/Overdue since/).waitFor();
    assert.deepEqual([...a.problems, ...b.problems, ...c.problems, ...back.problems], []);
  }),
);

test("an entry is sent alone, also a private one; its author sees that it was opened; a message is put aside and away", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world, { prepare: callable });
    await importFiles(a.page, [ours(world.dir, 0, 2)]);
    await measure(a, true);
    await openPatient(a.page, name);
    await toTimeline(a.page);
    await entryLine(a.page, "Potassium 6.8").getByRole("link", { name: "Potassium 6.8" }).click();
    const dialog = a.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Send…" }).click();
    await fillMessage(dialog, { to: /N\. Demir/, text: "Please look at this", urgency: "Soon" });
    await dialog.getByText("of all colleagues only N. Demir gets to see it").waitFor();
    await dialog.getByText(/If N\. Demir has not opened it by .*, you are asked to call\./).waitFor();
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.getByRole("button", { name: "Close" }).click();

    await go(b.page, "Inbox");
    const theirs = b.page.getByRole("dialog");
    await mailItem(b.page, "Please look at this").getByRole("link", { name: "Dr Kaya wrote" }).click();
    await theirs.getByText("No file here matches for sure.").waitFor();
    await theirs.getByRole("link", { name: /Potassium 6\.8/ }).click();
    await theirs.getByText("FHIR resource").waitFor();
    await theirs.getByRole("button", { name: "Close" }).click();
    assert.equal(await b.page.locator(".entry-line").count(), 2, "the result and the patient's data, and nothing else");
    await entryLine(b.page, "Potassium 6.8", "opened").getByText("Opened by you").waitFor();

    await entryLine(a.page, "Potassium 6.8", "opened").waitFor();
    assert.match(await whoSees(a.page, "Potassium 6.8"), /N\. Demir .*sent with a message Opened \d/);
    await inbox(a.page, "Sent");
    assert.match(await words(mailItem(a.page, "Please look at this")), /N\. Demir .*Opened \d/);

    await go(b.page, "Inbox");
    await mailItem(b.page, "Please look at this").getByRole("link", { name: "Dr Kaya wrote" }).click();
    await theirs.getByRole("button", { name: "Put aside…" }).click();
    await theirs.getByRole("button", { name: "Tomorrow" }).click();
    await b.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    await inbox(b.page, "Put aside");
    await mailItem(b.page, "Please look at this").getByRole("link", { name: "Dr Kaya wrote" }).click();
    await theirs.getByRole("button", { name: "Back to the inbox" }).click();
    await b.page.getByRole("heading", { name: "Nothing is put aside" }).waitFor();
    await inbox(b.page, "Waiting");
    await mailItem(b.page, "Please look at this").getByRole("link", { name: "Dr Kaya wrote" }).click();
    await theirs.getByRole("button", { name: "Put away" }).click();
    await b.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

/** Adds a critical potassium to the one patient of somebody. */
async function measure(person, secret = false) {
  const [{ id: patient }] = (await person.call("patients.list", { search: name, offset: 0, limit: 1 })).items;
  const resource = JSON.stringify({
    resourceType: "Observation",
    status: "final",
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
    code: { text: "Potassium" },
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value: 6.8, unit: "mmol/L" },
    interpretation: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code: "HH" }] }],
  });
  const { id: entry } = await person.call("entry.add", { patient, resource, private: secret });
  return { patient, entry };
}

const words = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");
