// A referral there and back, and a test request to a laboratory: both ends see the same, and
// nobody sees more than what was ticked.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join as path } from "node:path";
import { test } from "node:test";
import { addNote, createNetwork, entryLine, go, importFiles, inbox, invite, join, mailItem, openPatient, toTimeline } from "./harness/person.mjs";
import { withWorld } from "./harness/world.mjs";

const sheet = (page) => page.getByRole("dialog").filter({ visible: true });
const said = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

test("a GP refers with what is ticked, the specialist sees that alone, replies, and both see it closed", () =>
  withWorld(async (world) => {
    const { a, b } = await meet(world, "specialist", "Dr Ay");
    await importFiles(a.page, [patient(world.dir)]);
    await openPatient(a.page, "Yılmaz");
    await addNote(a.page, "A matter of the family.");

    // What is usual is ticked, what is old is not; what goes is shown before it goes.
    await a.page.getByRole("button", { name: "Refer…" }).click();
    const form = sheet(a.page);
    await form.getByRole("radio", { name: /Dr Ay/ }).check();
    await form.getByLabel("What for").fill("Chest pain on effort");
    await form.getByLabel("Letter").fill("Dear Ayla,\nsince two weeks on the stairs, never at rest.");
    await form.getByLabel("How urgent").selectOption("soon");
    await form.getByText("Results 1 of 2").waitFor();
    for (const group of ["Problems", "Allergies", "Medication"]) await form.getByText(`${group} 1 of 1`).waitFor();
    await form.getByText("Medication 1 of 1").click();
    await form.getByRole("checkbox", { name: /Metformin/ }).uncheck();
    await form.getByRole("button", { name: "Show what goes" }).click();
    const goes = await said(form.getByRole("region", { name: "Dr Ay will see exactly this:" }));
    assert.match(goes, /Chest pain on effort Dear Ayla, since two weeks.*Yılmaz.*Angina pectoris.*Penicillin.*Troponin I/);
    assert.doesNotMatch(goes, /Metformin|HbA1c|family/);
    await form.getByRole("button", { name: "Refer", exact: true }).click();
    const box = a.page.getByRole("region", { name: "Referrals and test requests" });
    await box.getByText("waits to be accepted").waitFor();

    // The specialist reads the letter, sees just that, and accepts.
    await inbox(b.page, "Waiting");
    await mailItem(b.page, "Referral from Dr Kaya").getByRole("link", { name: "Chest pain on effort" }).click();
    const letter = sheet(b.page);
    await letter.getByText("since two weeks on the stairs").waitFor();
    await letter.getByText("Troponin I").waitFor();
    await letter.getByLabel("Tell the colleague something").fill("On Monday at nine");
    await letter.getByRole("button", { name: "Accept" }).click();
    await letter.waitFor({ state: "hidden" });
    await box.getByText("accepted", { exact: true }).waitFor();
    await openPatient(b.page, "Yılmaz");
    await toTimeline(b.page);
    await entryLine(b.page, "Troponin I").waitFor();
    assert.equal(await b.page.locator(".entry-line").count(), 5, "the letter, whose it is, and three entries");

    // The reply waits to be acknowledged.
    await inbox(b.page, "All");
    await mailItem(b.page, "Chest pain").getByRole("link", { name: "Chest pain on effort" }).click();
    await letter.getByRole("button", { name: "Reply…" }).click();
    await letter.getByRole("textbox", { name: "Your reply" }).fill("No relevant stenosis.\nContinue the statin.");
    await letter.getByRole("button", { name: "Send reply" }).click();
    await box.getByText("to acknowledge").waitFor();
    await box.getByRole("link", { name: "Chest pain on effort" }).click();
    const whole = sheet(a.page);
    await whole.getByText("Continue the statin.").waitFor();
    assert.match(await said(whole.locator(".task-steps")), /Requested Dr Kaya .*Accepted Dr Ay .*“On Monday at nine” Reply Dr Ay .*To be acknowledged/);
    await whole.getByRole("button", { name: "Acknowledge" }).click();
    await whole.waitFor({ state: "hidden" });

    for (const { page } of [a, b]) {
      await inbox(page, "All");
      await mailItem(page, "Chest pain").and(page.locator('[data-state="closed"]')).waitFor();
      await inbox(page, "Waiting");
      await page.getByText("Nothing waits for you").waitFor();
    }
    await openPatient(a.page, "Yılmaz");
    await box.getByText("None open.").waitFor();
    await toTimeline(a.page);
    await entryLine(a.page, "No relevant stenosis").waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("a laboratory sends a result for a request, corrects it, and refuses another", () =>
  withWorld(async (world) => {
    const { a, b } = await meet(world, "laboratory", "Lab Moda");
    await importFiles(a.page, [patient(world.dir)]);
    await openPatient(a.page, "Yılmaz");
    for (const [what, reason] of [["Complete blood count", "tired"], ["Genome sequence", ""]]) {
      await a.page.getByRole("button", { name: "Order test…" }).click();
      const form = sheet(a.page);
      await form.getByLabel("Test").fill(what);
      await form.getByLabel("Why").fill(reason);
      await form.getByText("Problems 0 of 1").waitFor();
      await form.getByRole("button", { name: "Show what goes" }).click();
      await form.getByRole("button", { name: "Order", exact: true }).click();
      await form.waitFor({ state: "hidden" });
    }
    const open = async (page, what, part = "All") => {
      await inbox(page, part);
      await mailItem(page, what).getByRole("link", { name: what }).click();
      return sheet(page);
    };
    const second = await open(b.page, "Genome sequence", "Waiting");
    await second.getByRole("button", { name: "Refuse…" }).click();
    await second.getByLabel("Why?").fill("Not done here");
    await second.getByRole("button", { name: "Refuse", exact: true }).click();
    await second.waitFor({ state: "hidden" });
    await (await open(b.page, "Complete blood count", "Waiting")).getByRole("button", { name: "Accept" }).click();
    await sheet(b.page).waitFor({ state: "hidden" });

    const send = async (file) => {
      const dialog = await open(b.page, "Complete blood count");
      await dialog.getByRole("button", { name: /result…/ }).click();
      await dialog.getByLabel("Choose a file…").setInputFiles(file);
      await dialog.getByRole("button", { name: "Send result" }).click();
      return dialog;
    };
    const wrong = await send(result(world.dir, 10.1, "Kaya"));
    await wrong.getByText("this is Kaya").waitFor();
    await wrong.getByRole("button", { name: "Close" }).click();
    await (await send(result(world.dir, 10.1))).waitFor({ state: "hidden" });

    const came = await open(a.page, "Complete blood count", "Waiting");
    await came.getByText("Hemoglobin 10.1 g/dL").waitFor();
    await came.getByRole("button", { name: "Acknowledge" }).click();
    await came.waitFor({ state: "hidden" });
    await mailItem(a.page, "Genome sequence").getByText("“Not done here”").waitFor();

    await (await send(result(world.dir, 13.2))).waitFor({ state: "hidden" });
    const again = await open(a.page, "Complete blood count", "Waiting");
    await again.getByText("Hemoglobin 13.2 g/dL").first().waitFor();
    assert.equal(await again.getByText("Hemoglobin 10.1 g/dL").count(), 0, "what was corrected is not shown");
    await again.getByRole("button", { name: "Acknowledge" }).click();
    await again.waitFor({ state: "hidden" });
    await inbox(b.page, "All");
    await mailItem(b.page, "Complete blood count").and(b.page.locator('[data-state="closed"]')).waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

/** Dr Kaya and somebody of another role, in one network. */
async function meet(world, role, name) {
  const a = await world.open("kaya");
  await createNetwork(a.page, { name: "Dr Kaya" });
  const b = await world.open("other", await invite(a.page, role));
  await join(b.page, name);
  return { a, b };
}

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const laboratory = [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }];

/** A patient with one of everything, and two results: of ten days and of two years ago. */
function patient(dir) {
  const subject = { reference: "Patient/p" };
  const value = (id, text, ago, value, unit) => ({
    resourceType: "Observation", id, status: "final", category: laboratory, subject, code: { text }, effectiveDateTime: day(ago), valueQuantity: { value, unit },
  });
  return bundle(dir, "ayse.json", [
    { resourceType: "Patient", id: "p", name: [{ family: "Yılmaz", given: ["Ayşe"] }], gender: "female", birthDate: "1958-03-04" },
    { resourceType: "Condition", id: "c", subject, code: { text: "Angina pectoris" }, clinicalStatus: active("condition-clinical"), onsetDateTime: day(20) },
    { resourceType: "AllergyIntolerance", id: "a", patient: { reference: "Patient/p" }, code: { text: "Penicillin" }, clinicalStatus: active("allergyintolerance-clinical") },
    { resourceType: "MedicationRequest", id: "m", status: "active", intent: "order", subject, medicationCodeableConcept: { text: "Metformin 1 g" } },
    value("o1", "Troponin I", 10, 0.01, "ng/mL"),
    value("o2", "HbA1c", 730, 7.4, "%"),
  ]);
}

const active = (system) => ({ coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code: "active" }] });

/** A laboratory's result of Ayşe Yılmaz, or of somebody else. */
function result(dir, hemoglobin, family = "YILMAZ") {
  return bundle(dir, "result.json", [
    { resourceType: "Patient", id: "lab-7", name: [{ family, given: [family === "YILMAZ" ? "Ayşe" : "Mehmet"] }], birthDate: "1958-03-04" },
    {
      resourceType: "Observation", id: "d1a9d0f4-5f5c-4d0e-9a57-0a1f3c8b2e44", status: "final", category: laboratory, subject: { reference: "Patient/lab-7" },
      code: { text: "Hemoglobin" }, effectiveDateTime: day(0), valueQuantity: { value: hemoglobin, unit: "g/dL" },
    },
  ]);
}

function bundle(dir, name, resources) {
  const file = path(dir, name);
  writeFileSync(file, JSON.stringify({ resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource })) }));
  return file;
}
