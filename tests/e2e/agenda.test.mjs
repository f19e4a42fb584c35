// The agenda, and what was asked by itself before the patient comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { agenda, appoint, askBefore, callOff, line, move } from "./harness/agenda.mjs";
import { ours } from "./harness/data.mjs";
import { ask, answerAs, entryLine, go, importFiles, inbox, lock, mailItem, openPatient, toTimeline, unlock } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("who comes tomorrow was asked about today, once, and the file has what a colleague knows", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(b.page, [ours(world.dir, 0, 3)]);
    await answerAs(b.page, "Everybody", "Share at once");
    await importFiles(a.page, [1, 2].map((n) => ours(world.dir, n, 1)));
    await go(a.page, "Patients");
    await newPatient(a.page, { family: "Yılmaz0", given: "Ayşe", birthDate: "1958-03-04" });

    await agenda(a.page);
    await a.page.getByText("Nobody is asked before appointments.").waitFor();
    await askBefore(a.page, "Preparing the visit");
    await a.page.getByText("1 day before each appointment ask everybody about the patient: Preparing the visit").waitFor();
    await appoint(a.page, { patient: "Yılmaz0", hours: 20, about: "Check-up", minutes: 20 });
    await appoint(a.page, { patient: "Yılmaz1", hours: 75 });
    await line(a.page, "Yılmaz0").getByText("Asked 1 colleague, 1 answered").waitFor();
    await line(a.page, "Yılmaz1").getByText(/Colleagues will be asked/).waitFor();
    const told = (await line(a.page, "Yılmaz0").innerText()).replaceAll(/\s+/g, " ");
    assert.match(told, /^\d\d:\d\d( [AP]M)? – \d\d:\d\d( [AP]M)? Yılmaz0, Ayşe .*1958-03-04 .*Check-up Asked 1 colleague, 1 answered Change…$/);
    await line(a.page, "Yılmaz0").getByText("Asked 1 colleague").click();
    await line(a.page, "Yılmaz0").getByText("N. Demir: shared the file").waitFor();
    await line(a.page, "Yılmaz0").getByRole("link", { name: "Yılmaz0, Ayşe" }).click();
    await a.page.getByRole("heading", { name: "Yılmaz0", level: 1 }).waitFor();
    await toTimeline(a.page);
    await entryLine(a.page, "Hemoglobin A1c").first().waitFor();

    await agenda(a.page);
    await move(a.page, "Yılmaz0", 21);
    await lock(a.page);
    await unlock(a.page);
    await agenda(a.page);
    await line(a.page, "Yılmaz0").getByText("Asked 1 colleague, 1 answered").waitFor();
    await callOff(a.page, "Yılmaz1");
    await line(a.page, "Yılmaz1").waitFor({ state: "detached" });
    await inbox(b.page, "All");
    await mailItem(b.page, "Preparing the visit").waitFor();
    assert.equal(await mailItem(b.page, "Preparing the visit").count(), 1, "asked about one patient, once");
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("a patient's page has what comes and what is asked every week, until it is stopped", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(a.page, [ours(world.dir, 0, 3)]);
    await openPatient(a.page, "Yılmaz0");
    const section = a.page.getByRole("region", { name: "Appointments" });
    await section.getByText("None ahead").waitFor();
    await appoint(a.page, { hours: 30, about: "Blood sample" });
    await section.getByRole("link", { name: "Blood sample" }).click();
    await a.page.getByRole("dialog").getByText("FHIR resource").waitFor();
    await a.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

    await a.page.getByRole("button", { name: "Ask colleagues…" }).click();
    const dialog = a.page.getByRole("dialog");
    await dialog.getByLabel("When", { exact: true }).selectOption("Every week");
    await dialog.getByLabel(/N\. Demir/).check();
    await dialog.getByLabel("For what").fill("Shared care");
    assert.deepEqual(await dialog.getByLabel("How urgent").locator("option").allInnerTexts(), ["Routine", "Soon"]);
    await dialog.getByRole("button", { name: "Ask from now on" }).click();
    await section.getByText("Every week ask N. Demir about Yılmaz0, Ayşe: Shared care").waitFor();
    await go(b.page, "Inbox");
    await mailItem(b.page, "Shared care").getByText("Dr Kaya", { exact: true }).waitFor();
    await section.getByRole("button", { name: "Stop: Every week ask N. Demir" }).click();
    await section.getByText("Shared care").waitFor({ state: "detached" });

    await ask(a.page, { purpose: "Referral", whom: "N. Demir" }); // once still asks at once
    await mailItem(b.page, "Referral").waitFor();
    await go(a.page, "Settings");
    await a.page.getByRole("region", { name: "What is asked by itself" }).getByText("Nothing is asked by itself.").waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

async function newPatient(page, { family, given, birthDate }) {
  await page.getByRole("button", { name: "New patient" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Family name").fill(family);
  await dialog.getByLabel("Given names").fill(given);
  await dialog.getByLabel("Birth date").fill(birthDate);
  await dialog.getByLabel("Sex").selectOption("female");
  await dialog.getByRole("button", { name: "Open file" }).click();
  await page.getByRole("heading", { name: family, level: 1 }).waitFor();
}
