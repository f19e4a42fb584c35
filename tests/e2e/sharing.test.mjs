// What goes by itself, what never goes, what ends by itself; and who can see it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { callable } from "./harness/core.mjs";
import { resultsOf } from "./harness/data.mjs";
import { addNote, addRule, entryLine, go, importFiles, importOne, openPatient, share, toTimeline, unlock, unshare, whoSees, wish } from "./harness/person.mjs";
import { streams, until } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("rules: results go to every nurse, anything marked psy never goes, and each entry tells who can see it", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world, { prepare: callable });
    const { name } = await importOne(a.page, world.dir);
    const results = (await patientOf(a, name)).kinds.result;

    await go(a.page, "Settings");
    await a.page.getByRole("link", { name: "Sharing rules" }).click();
    await a.page.getByText("Nothing goes to anybody by itself").waitFor();
    const shares = await addRule(a.page, { kinds: ["Result"], roles: ["Nurse"] });
    assert.match(shares, new RegExp(`N\\. Demir \\(nurse\\) would newly receive ${results + 1} entries of 1 patient: ${results} results, 1 set of personal data\\.`));
    assert.match(await addRule(a.page, { keep: true, tags: "psy, f3*" }), /Nothing changes/);
    const said = await a.page.getByRole("list", { name: "Your rules" }).locator(".rule-words").allTextContents();
    assert.deepEqual(said, ["Results go to every nurse.", "All entries marked “psy” or “f3*” stay private."]);

    const { id: patient } = await patientOf(a, name);
    const add = (text, meta) => a.call("entry.add", { patient, resource: JSON.stringify(observation(text, meta)), private: false });
    const psy = { meta: { security: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "PSY" }] } };
    const potassium = await add("Potassium of today", {});
    await add("Depression score", psy);
    await add("Sodium of today", {}); // when this is there, what came before it would be too
    await openPatient(b.page, name);
    await toTimeline(b.page);
    await entryLine(b.page, "Sodium of today").waitFor();
    await entryLine(b.page, "Potassium of today").waitFor();
    assert.equal(await entryLine(b.page, "Depression score").count(), 0, "what is marked psy has not come");

    await openPatient(a.page, name);
    await toTimeline(a.page);
    await entryLine(a.page, "Potassium of today", "received").waitFor();
    const seen = await whoSees(a.page, "Potassium of today");
    assert.match(seen, /N\. Demir.*Results go to every nurse\..*Received/);
    assert.match(await whoSees(a.page, "Depression score"), /Nobody else/);

    await a.call("entry.amend", { patient, entry: potassium.id, resource: JSON.stringify(observation("Potassium, corrected", psy)) });
    await entryLine(a.page, "Potassium, corrected").waitFor();
    const kept = await whoSees(a.page, "Potassium, corrected");
    assert.match(kept, /Nobody else.*does not go to N\. Demir, who can still read the earlier version/);

    await a.page.getByRole("button", { name: "Note", exact: true }).click();
    await a.page.getByText("Will see this: Nobody else").waitFor(); // a note is no result
    await a.page.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("a locum in the care team until an hour loses the file then, and the author sees who had what", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world, { prepare: callable });
    const { name } = await importOne(a.page, world.dir);
    await openPatient(a.page, name);
    await addNote(a.page, "Seen before the weekend");
    const { id: patient } = await patientOf(a, name);
    const [locum] = (await a.call("members.list", {})).filter((m) => !m.me);
    const team = (at) => a.call("share.add", { patient, members: [locum.id], reason: "Weekend duty", until: new Date(at).toISOString() });
    await team(Date.now() + 3_600_000);
    await openPatient(b.page, name);
    await toTimeline(b.page);
    await entryLine(b.page, "Seen before the weekend").waitFor();
    await entryLine(a.page, "Seen before the weekend", "received").waitFor();
    assert.match(await whoSees(a.page, "Seen before the weekend"), /N\. Demir.*Weekend duty · until .*Received/);

    assert.ok((await visible(b)) > 0, "the locum reads the file");
    await team(Date.now() + 3_000);
    await until("the end of the weekend", async () => (await a.call("patient.chart", { patient })).audience.length === 0);
    await until("the entries hidden at the locum", async () => (await visible(b)) === 0);
    const after = await whoSees(a.page, "Seen before the weekend");
    assert.match(after, /Nobody else.*Had it when it was withdrawn.*N\. Demir/);
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("what the patient wants outweighs the care team, and may change", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const { name } = await importOne(a.page, world.dir);
    await openPatient(a.page, name);
    await share(a.page, "N. Demir");
    await openPatient(b.page, name);
    await toTimeline(b.page);
    await b.page.locator(".entry-line").first().waitFor();
    assert.ok((await visible(b)) > 0, "the nurse reads the file");

    await wish(a.page, "Does not want it to go to anybody");
    await until("the entries hidden at the nurse", async () => (await visible(b)) === 0);
    await a.page.getByRole("button", { name: "Note", exact: true }).click();
    await a.page.getByText("Will see this: Nobody else").waitFor();
    await a.page.getByRole("button", { name: "Cancel" }).click();
    await wish(a.page, "Does not want it to go to…", "N. Demir");
    await wish(a.page, "Nothing against it");
    await until("the entries back at the nurse", async () => (await visible(b)) > 0);
  }),
);

test("what is unshared in the mailbox is never delivered, and after delivery it is hidden, and its author sees who had it", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await b.close(); // away for the weekend
    await importFiles(a.page, [resultsOf(world.dir, "kaya", [["Ferritin", 21, "ug/L", "2026-10-13"]])]);
    await openPatient(a.page, "Yılmaz");
    await share(a.page, "N. Demir");
    await toTimeline(a.page);
    await entryLine(a.page, "Ferritin", "relay").waitFor();
    await unshare(a.page, "N. Demir");
    await until("the mailbox cleared", async () => (await world.relay.metric("satchel_relay_cleared_total")) > 0);
    assert.doesNotMatch(await whoSees(a.page, "Ferritin"), /N\. Demir/, "nobody has had it");
    const [{ given }] = await streams(a.page);

    const back = await world.open("demir");
    await unlock(back.page);
    await until("all that was left came", async () => (await streams(back.page))[0]?.have === given);
    await go(back.page, "Patients");
    await back.page.getByText("No patients yet").waitFor();

    await openPatient(a.page, "Yılmaz");
    await share(a.page, "N. Demir");
    await openPatient(back.page, "Yılmaz");
    await toTimeline(back.page);
    await entryLine(back.page, "Ferritin").waitFor();
    await toTimeline(a.page);
    await entryLine(a.page, "Ferritin", "received").waitFor();
    await unshare(a.page, "N. Demir");
    await back.page.getByText("No longer shared with you by Dr Kaya.").waitFor();
    await back.page.getByRole("heading", { name: "Name not shared", level: 1 }).waitFor();
    assert.equal(await visible(back), 0, "nothing of it shows at the holder");
    assert.ok(!(await back.page.locator("main").innerText()).includes("Ferritin"), "what was measured shows at the holder");
    assert.match(await whoSees(a.page, "Ferritin"), /Nobody else.*Had it when it was withdrawn N\. Demir/);
    assert.deepEqual([...a.problems, ...b.problems, ...back.problems], []);
  }),
);

/** The patient of a family name, as the core lists it, with the numbers of its kinds. */
async function patientOf(person, search) {
  const [row] = (await person.call("patients.list", { search, offset: 0, limit: 1 })).items;
  const { kinds } = await person.call("patient.timeline", { patient: row.id, kind: "", search: "", offset: 0, limit: 1 });
  return { ...row, kinds };
}

const observation = (text, more) => ({
  resourceType: "Observation",
  status: "final",
  category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
  code: { text },
  effectiveDateTime: new Date().toISOString(),
  valueQuantity: { value: 4.1, unit: "mmol/L" },
  ...more,
});

/** How many lines of the timeline on the screen have not been withdrawn. */
const visible = (person) => person.page.locator(".entry-line").filter({ hasNotText: "withdrawn by its author" }).count();
