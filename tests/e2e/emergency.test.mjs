// An emergency: what was agreed on opens at once, without a relay, and its author is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ours } from "./harness/data.mjs";
import { go, importFiles, inbox, mailItem, openEmergency, openPatient, prepare } from "./harness/person.mjs";
import { allReceived } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

const person = { family: "Yılmaz0", given: "Ayşe", birthDate: "1958-03-04" };

const text = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

test("an emergency summary opens at once without a relay, its author is told, and it is taken back", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(a.page, [ours(world.dir, 0, 3)]);
    await openPatient(a.page, person.family);
    await prepare(a.page, ["N. Demir"]);
    await allReceived(a.page);

    // Nothing of it shows before it is opened.
    await go(b.page, "Patients");
    await b.page.getByText("No patients yet").waitFor();
    assert.ok(!(await b.page.content()).includes(person.family), "the name stands on a page where nobody asked for it");

    await world.relay.stop("SIGTERM");
    await a.context.setOffline(true); // the direct channel ends too
    await a.page.close();

    await b.page.getByRole("searchbox", { name: "Search name" }).fill(person.family);
    await b.page.getByRole("link", { name: "Emergency…" }).click();
    assert.equal(await b.page.getByLabel("Family name").inputValue(), person.family, "who was searched is who is meant");
    assert.ok(await b.page.getByRole("button", { name: "Open now" }).isDisabled(), "it opens without a reason");
    await openEmergency(b.page, { ...person, given: "Fatma" });
    await b.page.getByText("No summary of this person is on this device").waitFor();
    await b.page.getByRole("button", { name: "Correct what you entered" }).click();
    await openEmergency(b.page, { ...person, reason: "Unconscious at the station" });
    const summary = b.page.getByRole("article", { name: `${person.family}, ${person.given}` });
    const said = await text(summary);
    assert.match(said, /Allergies Penicillin High risk Problems Type 2 diabetes since 2009 Medication Metformin 1 g/);
    assert.match(said, /By Dr Kaya, as of .* Dr Kaya is told that you opened this, and why\./);

    // In the morning.
    await world.restartRelay();
    await a.context.setOffline(false);
    a.page = await a.context.newPage();
    await a.page.goto(world.relay.url);
    await a.page.getByLabel("Passphrase", { exact: true }).fill("correct horse battery");
    await a.page.getByRole("button", { name: "Unlock" }).click();
    await inbox(a.page, "Waiting");
    const notice = mailItem(a.page, "N. Demir opened the emergency summary").filter({ hasText: "Unconscious at the station" });
    await notice.waitFor();
    assert.match(await text(a.page.locator(".mail-item").first()), /opened the emergency summary/, "the notice is not on top");
    assert.match(await text(notice), /New .*Emergency .*Yılmaz0, Ayşe/);
    await notice.getByRole("link").click();
    await a.page.getByRole("dialog").getByRole("button", { name: "Put away" }).click();
    await notice.waitFor({ state: "hidden" });

    await openPatient(a.page, person.family);
    await a.page.getByRole("button", { name: "Share…" }).click();
    const prepared = a.page.getByRole("dialog").getByRole("region", { name: "Emergency summary" });
    assert.match(await text(prepared), /N\. Demir may open it at once in an emergency.*N\. Demir, .*: Unconscious at the station/);
    await a.page.getByRole("dialog").getByRole("link", { name: "Who saw what…" }).click();
    const audit = a.page.getByRole("dialog").locator(".audit");
    await audit.getByText("Let N. Demir open the summary").waitFor(); // the last line of it
    const saw = await text(audit);
    assert.match(saw, /Each follows the one before.*N\. Demir opened the emergency summary Unconscious at the station.*Let N\. Demir open the summary in an emergency/);
    await a.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

    await prepare(a.page, []);
    await allReceived(a.page);
    await b.page.getByRole("button", { name: "Another patient" }).click();
    await openEmergency(b.page, person);
    await b.page.getByText("No summary of this person is on this device").waitFor();
    await b.page.goto(new URL("#/audit", b.page.url()).href);
    await b.page.getByText("Opened the emergency summary of Dr Kaya").waitFor();
    await b.page.getByText("Looked for an emergency summary; none was here").first().waitFor();
    assert.deepEqual([...b.problems.filter((p) => !/WebSocket|ERR_/.test(p))], []);
  }),
);

test("was a test done: one asks, the other taps, and the day is told", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(b.page, [ours(world.dir, 0, 3)]);
    await importFiles(a.page, [ours(world.dir, 0, 0)]);
    await openPatient(a.page, person.family);
    await a.page.getByRole("button", { name: "Ask colleagues…" }).click();
    const dialog = a.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /Only whether a test was done/ }).check();
    await dialog.getByLabel("Tests, with commas between").fill("4548-4");
    await dialog.getByRole("radio", { name: "Everybody" }).check();
    await dialog.getByLabel("For what").fill("Before I order a test");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });

    await inbox(b.page, "Waiting");
    const asked = mailItem(b.page, "4548-4");
    assert.match(await text(asked), /Dr Kaya asks about Yılmaz0.*Was it done 4548-4.*the last was on Mar 12, 2012\..*learns the day and nothing else/);
    await asked.getByRole("button", { name: "Tell the day" }).click();
    await asked.waitFor({ state: "hidden" });
    await inbox(a.page, "Sent");
    await mailItem(a.page, "N. Demir: yes, last on Mar 12, 2012").waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);
