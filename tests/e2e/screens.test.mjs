// Every screen, looked at in three sizes and two colours: axe-core finds nothing wrong
// with it, and nothing scrolls sideways. With SCREENS=1 there are pictures in tests/e2e/out.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agenda, appoint, askBefore, line } from "./harness/agenda.mjs";
import { callable } from "./harness/core.mjs";
import { bundles, family, ours, read } from "./harness/data.mjs";
import { look } from "./harness/look.mjs";
import { about, addNote, addRule, answerAs, ask, askToJoin, codeText, createNetwork, entryLine, fillMessage, finish, go, group, importFiles, inbox, invite, mailItem, openEmergency, openPatient, openRoom, pasteCode, prepare, share, toTimeline, unlock, waitForPath, write } from "./harness/person.mjs";
import { allReceived } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

/** Tells a story in a world, with show(page, name) for every screen in it; in the end nothing may be wrong with any. */
function looking(story, within) {
  return (t) =>
    withWorld(async (world) => {
      const wrong = new Set();
      await story(world, async (page, name) => (await look(page, name)).forEach((line) => wrong.add(line)));
      for (const line of wrong) t.diagnostic(line);
      assert.deepEqual([...wrong], []);
    }, within);
}

test(
  "no screen has a defect that axe-core knows, in three sizes and two colours",
  looking(async (world, show) => {
    const { a, b, link } = await gates(world, show);
    const files = bundles(world.dir, 6);
    const name = family(read(files[0]));
    await patients(a.page, files, world.dir, show);
    await file(a.page, b.page, name, show);
    await sharing(a.page, name, show);
    await asking(a.page, b.page, name, show);
    await messages(a, b.page, family(read(files[1])), show);
    await places(a, link, show);
    await room(a, b, show);
  }, 600_000),
);

/** The ways in: from the first visit to an open record. */
async function gates(world, show) {
  const a = await world.open("kaya");
  await a.page.getByRole("button", { name: "Join by invitation" }).waitFor();
  await show(a.page, "01-welcome");
  await a.page.getByRole("button", { name: "Create a network" }).click();
  await show(a.page, "02-create");
  await a.page.getByRole("button", { name: "Back" }).click();
  await createNetwork(a.page, { name: "Dr Kaya", network: "Moda practices" });
  await show(a.page, "07-patients-empty");
  const link = await invite(a.page);
  const b = await world.open("demir", link);
  await b.page.getByLabel("Your name").waitFor();
  await show(b.page, "03-join");
  await a.context.setOffline(true); // so that nobody lets them in yet
  await a.close();
  await askToJoin(b.page, "N. Demir");
  await b.page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
  await show(b.page, "04-waiting");
  const again = await world.open("kaya", undefined, { prepare: callable });
  await again.page.getByRole("heading", { name: "Unlock", level: 1 }).waitFor();
  await show(again.page, "05-unlock");
  await unlock(again.page);
  await b.page.getByRole("heading", { name: "Patients", level: 1 }).waitFor({ timeout: 60_000 });
  return { a: again, b, link };
}

/** The list of patients, and how they come into it. */
async function patients(page, files, dir, show) {
  const damaged = join(dir, "damaged.json");
  const entry = [{ resource: { resourceType: "Observation" } }, { resource: { id: "of-no-type" } }, { resource: "not even a resource" }];
  writeFileSync(damaged, JSON.stringify({ resourceType: "Bundle", type: "collection", entry }));
  await importFiles(page, [...files, damaged, files[0]]);
  await page.getByRole("article", { name: "damaged.json" }).locator(".sum-bad").waitFor();
  await page.getByRole("article", { name: "damaged.json" }).scrollIntoViewIfNeeded();
  await show(page, "10-import");
  await go(page, "Patients");
  await page.locator(".patient-line").nth(files.length - 1).waitFor();
  await show(page, "08-patients");
  await page.getByRole("button", { name: "New patient" }).click();
  await page.getByLabel("Family name").fill(family(read(files[0])));
  await page.getByRole("status", { name: "Already here?" }).or(page.getByLabel("Already here?")).first().waitFor();
  await show(page, "09-new-patient");
  await page.getByRole("button", { name: "Cancel" }).click();
}

/** One patient: the page and everything that opens over it. */
async function file(page, other, name, show) {
  await openPatient(page, name);
  await page.locator(".entry-line").first().waitFor();
  await show(page, "11-patient");
  const dialog = page.getByRole("dialog").filter({ visible: true });
  const close = () => dialog.getByRole("button", { name: "Close" }).click();

  await page.getByRole("button", { name: "Share…" }).click();
  await dialog.getByLabel(/N\. Demir/).check();
  await dialog.getByText("will receive").waitFor();
  await show(page, "17-share");
  await dialog.getByRole("button", { name: "Change…" }).click();
  await dialog.getByRole("radio", { name: "Does not want it to go to…" }).check();
  await show(page, "24-consent");
  await close();
  await share(page, "N. Demir");
  await addNote(page, "Wound clean, dry dressing. Next visit on Thursday.");

  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("Wound clean, no fever.");
  await show(page, "14-note");
  await close();
  await page.getByRole("button", { name: "Vital signs" }).click();
  await dialog.getByLabel(/systolic/).fill("13");
  await show(page, "15-vitals");
  await close();

  await entryLine(page, "Wound clean").click();
  await dialog.getByText("FHIR resource").waitFor();
  await show(page, "12-entry");
  await dialog.getByRole("button", { name: "Amend" }).click();
  await show(page, "16-amend");
  await dialog.getByRole("textbox").first().fill("Wound clean, dry dressing. Next visit on Friday.");
  await dialog.getByRole("button", { name: "Save amendment" }).click();
  await dialog.getByRole("heading", { name: "History" }).waitFor();
  await show(page, "13-history");
  await close();
  await page.getByRole("region", { name: "Results" }).locator("button.trend").first().click();
  await dialog.getByRole("table").waitFor();
  await show(page, "18-trend");
  await close();
  await allReceived(page);
  await openPatient(other, name);
  await share(other, "Dr Kaya");
  await addNote(other, "Seen at home, all well.");
}

/** What goes by itself, what the patient wants, and who sees or saw an entry. */
async function sharing(page, name, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await go(page, "Colleagues");
  await page.getByRole("link", { name: "Sharing rules" }).click();
  await page.getByText("Nothing goes to anybody by itself").waitFor();
  await show(page, "25-rules-none");
  await page.getByRole("button", { name: "New rule" }).click();
  await dialog.getByRole("button", { name: "Result", exact: true }).click();
  await dialog.getByRole("button", { name: "Nurse", exact: true }).click();
  await show(page, "26-new-rule");
  await dialog.getByRole("button", { name: "See what it does" }).click();
  await dialog.locator(".preview").waitFor();
  await show(page, "27-rule-preview");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.waitFor({ state: "hidden" });
  await addRule(page, { keep: true, tags: "psy, f3*" });
  await show(page, "28-rules");
  await page.getByRole("button", { name: "Remove the rule “Results" }).click();
  await dialog.locator(".preview").waitFor();
  await show(page, "29-rule-removal");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  const ask = async () => {
    await toTimeline(page);
    await entryLine(page, "Wound clean").getByRole("link", { name: "Who can see this?" }).click();
    await dialog.locator(".who-whole").waitFor();
  };
  await openPatient(page, name);
  await ask();
  await show(page, "30-who");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog.getByRole("button", { name: "Change…" }).click();
  await dialog.getByRole("radio", { name: "Does not want it to go to anybody" }).check();
  await dialog.getByRole("button", { name: "Record" }).click();
  await dialog.getByText("does not want anything to go").waitFor();
  await show(page, "31-consent-refused");
  await dialog.getByRole("button", { name: "Close" }).click();
  await ask();
  await dialog.getByText("Had it when it was withdrawn").waitFor();
  await show(page, "32-who-had-it");
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** What colleagues ask and write each other. */
async function asking(page, other, name, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await openPatient(page, name);
  await page.getByRole("button", { name: "Ask colleagues…" }).click();
  await show(page, "33-ask");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await ask(page, { purpose: "Referral", urgency: "Emergency", whom: "N. Demir" });
  await page.getByText("Asked 1 colleague, 0 answered, 1 waiting").click();
  await show(page, "33-asked");
  await openPatient(other, name);
  await other.getByText(/\d withdrawn/).waitFor(); // because of what the patient wants
  await show(other, "33-withdrawn");
  await go(page, "Patients");
  await ask(page, { person: { family: "Nobody", given: "Else", birthDate: "1990-01-01" }, purpose: "New patient", whom: "N. Demir" });
  await write(page, "N. Demir", "May I call you this afternoon?");
  await page.getByRole("button", { name: "Write to N. Demir" }).click();
  await show(page, "34-write");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await go(other, "Inbox");
  await mailItem(other, "May I call you").waitFor();
  await mailItem(other, "asks about").nth(1).waitFor();
  await show(other, "35-waiting");
  await mailItem(other, "Nobody, Else").getByRole("button", { name: "Refuse" }).click();
  await mailItem(other, "Nobody, Else").waitFor({ state: "hidden" });
  await inbox(page, "Sent");
  await mailItem(page, "N. Demir: refused").waitFor();
  await show(page, "36-mail");
  await answerAs(page, "N. Demir", "Ask me"); // the settings are looked at below
}

/** What has to be opened: sent, opened, and not opened in time. */
async function messages({ page, call }, other, name, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  const theirs = other.getByRole("dialog").filter({ visible: true });
  const text = "Potassium 6.8 this morning, haemolysis excluded. Please see the patient today.";
  await openPatient(page, name);
  await page.getByRole("button", { name: "Send to a colleague…" }).click();
  await fillMessage(dialog, { to: /N\. Demir/, text, urgency: "Emergency" });
  await dialog.getByText("will receive").waitFor();
  await dialog.getByText("you are asked to call").waitFor();
  await show(page, "37-send");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await go(other, "Patients");
  await other.getByText("2 urgent matters wait for you.").waitFor(); // the query of before is one
  await go(other, "Inbox");
  await mailItem(other, text).waitFor();
  await show(other, "38-inbox-urgent");
  await mailItem(other, text).getByRole("link", { name: "Dr Kaya wrote" }).click();
  await theirs.getByText("No file here matches for sure").waitFor();
  await theirs.getByRole("button", { name: "Put aside…" }).click();
  await show(other, "39-message");
  await theirs.getByRole("button", { name: "Close" }).click();

  const [to] = (await call("members.list", {})).filter((m) => !m.me);
  const [{ id: patient }] = (await call("patients.list", { search: name, offset: 0, limit: 1 })).items;
  const { items } = await call("patient.timeline", { patient, kind: "result", search: "", offset: 0, limit: 2 });
  const due = new Date(Date.now() + 1_500).toISOString();
  const message = { member: to.id, text: "Please look at these two before she leaves.", urgency: "soon", due, others: [] };
  await call("mail.send", { ...message, patient, entries: items.map((row) => row.id) });
  await other.locator('.rail-count[data-pressing="true"]').waitFor();
  await go(other, "Patients");
  await other.getByText("1 matter in the inbox overdue.").waitFor();
  await show(other, "40-overdue-banner");
  await go(other, "Inbox");
  await mailItem(other, "before she leaves").locator(".message-entries li").nth(1).waitFor();
  await show(other, "41-overdue");
  await inbox(page, "Sent");
  await mailItem(page, "before she leaves").getByText("Please call.").waitFor();
  await mailItem(page, text).getByText(/^Opened/).waitFor();
  await show(page, "42-sent");
  await mailItem(page, "before she leaves").getByRole("link", { name: "You wrote to N. Demir" }).click();
  await dialog.getByRole("button", { name: "Put away" }).waitFor();
  await show(page, "43-sent-message");
  await dialog.getByRole("button", { name: "Put away" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** What may be opened at once, what that looks like, and what its author learns. */
async function emergency(page, other, dir, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await importFiles(page, [ours(dir, 9, 3)]);
  await openPatient(page, "Yılmaz9");
  await prepare(page, ["N. Demir"]);
  await allReceived(page);
  await openPatient(page, "Yılmaz9");
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog.getByRole("button", { name: "Change who…" }).click();
  await show(page, "70-prepare");
  await dialog.getByRole("button", { name: "Close" }).click();

  await go(other, "Patients");
  await other.getByRole("searchbox", { name: "Search name" }).fill("Yılmaz9");
  await other.getByText("Nobody matches").waitFor();
  await show(other, "71-nobody-matches");
  await other.getByRole("link", { name: "Emergency…" }).click();
  await other.getByRole("button", { name: "Open now" }).waitFor();
  await show(other, "72-emergency");
  const person = { family: "Yılmaz9", given: "Ayşe", birthDate: "1958-03-04", reason: "Unconscious at the station" };
  await openEmergency(other, { ...person, given: "Fatma" });
  await other.getByText("No summary of this person").waitFor();
  await show(other, "73-emergency-none");
  await other.getByRole("button", { name: "Correct what you entered" }).click();
  await openEmergency(other, person);
  await other.getByRole("article").waitFor();
  await show(other, "74-glance");

  await inbox(page, "Waiting");
  const notice = mailItem(page, "N. Demir opened the emergency summary");
  await notice.waitFor();
  await show(page, "75-notice");
  await notice.getByRole("link").click();
  await dialog.getByRole("button", { name: "Put away" }).waitFor();
  await show(page, "76-notice-open");
  await dialog.getByRole("button", { name: "Put away" }).click();
  await openPatient(page, "Yılmaz9");
  await page.getByRole("button", { name: "Share…" }).click();
  await dialog.getByText("Unconscious at the station").waitFor();
  await show(page, "77-opened");
  await dialog.getByRole("link", { name: "Who saw what…" }).click();
  await dialog.locator(".audit-item").nth(2).waitFor();
  await show(page, "78-who-saw-what");
  await dialog.getByRole("button", { name: "Close" }).click();
  await go(page, "Settings");
  await page.getByRole("link", { name: "Show the audit" }).click();
  await page.locator(".audit-item").nth(3).waitFor();
  await show(page, "79-audit");
}

/** Whether a test was done: asked, waiting, told. */
async function tested(page, other, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await openPatient(page, "Yılmaz9");
  await page.getByRole("button", { name: "Ask colleagues…" }).click();
  await dialog.getByRole("radio", { name: /Only whether a test was done/ }).check();
  await dialog.getByLabel("Tests, with commas between").fill("4548-4");
  await dialog.getByRole("radio", { name: "Everybody" }).check();
  await dialog.getByLabel("For what").fill("Before I order a test");
  await show(page, "80-ask-test");
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await inbox(other, "Waiting");
  await mailItem(other, "4548-4").waitFor();
  await show(other, "81-test-waits");
  await mailItem(other, "4548-4").getByRole("button", { name: /Tell|Answer/ }).click();
  await inbox(page, "Sent");
  await mailItem(page, "4548-4").getByText("N. Demir").first().waitFor();
  await show(page, "82-test-told");
}

/** The rest of the rail, and the second tab. */
async function places({ page, context }, link, show) {
  await go(page, "Inbox");
  await page.getByRole("link", { name: "Entries" }).click();
  await page.locator(".box-line").first().waitFor();
  await show(page, "21-inbox");
  await go(page, "Outbox");
  await page.locator(".box-line").first().waitFor();
  await show(page, "22-outbox");
  await waitForPath(page, "direct");
  await go(page, "Colleagues");
  await page.locator(".member").nth(1).waitFor();
  await show(page, "19-colleagues");
  await page.getByRole("button", { name: "Invite…" }).click();
  await page.getByRole("button", { name: "Make invitation" }).click();
  await page.getByRole("textbox", { name: "Invitation link" }).waitFor();
  await show(page, "20-invite");
  await page.getByRole("button", { name: "Done" }).click();
  await go(page, "Settings");
  await page.getByText("Streams", { exact: true }).click();
  await show(page, "23-settings");
  const second = await context.newPage();
  await second.goto(new URL("/", link).href);
  await second.getByRole("button", { name: "Use it here" }).waitFor();
  await show(second, "06-elsewhere");
  await second.close(); // a page behind another is drawn once a second
}

/** Two devices that show each other codes: as seen by the one that begins, unless it says otherwise. */
async function room(a, b, show) {
  const mine = await openRoom(a.page);
  await show(a.page, "37-room");
  await mine.getByRole("button", { name: "Read a code" }).click();
  await mine.getByRole("alert").waitFor();
  await show(a.page, "38-room-refused");
  await mine.getByRole("button", { name: "Back" }).click();
  await a.context.grantPermissions(["camera"]);
  await mine.getByRole("button", { name: "Read a code" }).click();
  await a.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  await show(a.page, "39-room-reading");
  await mine.getByRole("button", { name: "Stop camera" }).click();

  const theirs = await openRoom(b.page);
  await pasteCode(theirs, "SATCHEL-OFFER:NONSENSE");
  await theirs.getByRole("alert").waitFor();
  await show(b.page, "40-room-wrong");
  await pasteCode(theirs, await codeText(mine));
  await theirs.getByText("Now Dr Kaya reads this code").waitFor();
  await show(b.page, "41-room-answer");
  await pasteCode(mine, await codeText(theirs));
  await mine.getByText("Connected with N. Demir").waitFor();
  await mine.getByText(/Nothing was waiting|has signed for/).waitFor(); // what was opened is told too
  await show(a.page, "42-room-connected");
  await mine.getByRole("button", { name: "Done" }).click();
  await theirs.getByRole("button", { name: "Done" }).click();

  const again = await openRoom(a.page);
  const answers = await openRoom(b.page);
  await pasteCode(answers, await codeText(again));
  await answers.getByText("Now Dr Kaya reads this code").waitFor();
  const answer = await codeText(answers);
  await b.close();
  await pasteCode(again, answer);
  await again.getByText("did not find each other").waitFor();
  await show(a.page, "43-room-missed");
}

test(
  "no screen of an emergency, of the audit and of questions about tests has a defect that axe-core knows",
  looking(async (world, show) => {
    const { a, b } = await found(world);
    await emergency(a.page, b.page, world.dir, show);
    await tested(a.page, b.page, show);
  }, 300_000),
);

test(
  "no screen of the agenda has a defect that axe-core knows",
  looking(async (world, show) => {
    const { a, b } = await found(world);
    const files = bundles(world.dir, 4);
    const names = files.map((file) => family(read(file)));
    await importFiles(b.page, files.slice(0, 2));
    await answerAs(b.page, "Everybody", "Share at once");
    await importFiles(a.page, files);
    await planning(a.page, names, show);
  }, 400_000),
);

/** What comes, and what is asked before it. */
async function planning(page, names, show) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  const close = () => dialog.getByRole("button", { name: "Close" }).click();
  await agenda(page);
  await page.getByText("No appointment in this week").waitFor();
  await show(page, "60-agenda-empty");
  await askBefore(page, "Preparing the appointment");
  await page.getByRole("button", { name: "Change…" }).click();
  await dialog.getByRole("list", { name: "Standing queries" }).waitFor();
  await show(page, "61-before");
  await close();
  await page.getByRole("button", { name: "Appointment…" }).click();
  await dialog.getByLabel("Find the patient").fill(names[0].slice(0, 4));
  await dialog.getByRole("list", { name: "Patients found" }).getByRole("button").first().waitFor();
  await show(page, "62-appoint");
  await close();
  await appoint(page, { patient: names[0], hours: 20, about: "Check-up", minutes: 20 });
  await appoint(page, { patient: names[1], hours: 20.5, about: "Wound and dressing, with the daughter", minutes: 30 });
  await appoint(page, { patient: names[2], hours: 21.5 });
  await appoint(page, { patient: names[3], hours: 75, about: "Follow-up" });
  await line(page, names[0]).getByText("1 answered").waitFor();
  await line(page, names[2]).getByText("Asked 1 colleague").click();
  await show(page, "63-agenda");
  await page.getByRole("button", { name: `Change the appointment of ${names[1]}` }).click();
  await show(page, "64-change-appointment");
  await close();
  await openPatient(page, names[0]);
  await page.getByRole("button", { name: "Ask colleagues…" }).click();
  await dialog.getByLabel("When", { exact: true }).selectOption("Every week");
  await dialog.getByLabel(/N\. Demir/).check();
  await dialog.getByLabel("For what").fill("Shared care");
  await show(page, "65-ask-every-week");
  await dialog.getByRole("button", { name: "Ask from now on" }).click();
  await page.getByRole("list", { name: "Standing queries" }).waitFor();
  await show(page, "66-patient-appointments");
}

test(
  "no screen of the list of members has a defect that axe-core knows",
  looking(async (world, show) => {
    const { a, b } = await found(world);
    await administration(a.page, b.page, show);
  }, 400_000),
);

/** What one may do about colleagues, and what their pages say then. */
async function administration(page, other, show) {
  const cancelled = async (act, name) => {
    const dialog = await about(page, "N. Demir", act);
    await show(page, name);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  };
  const acts = await about(page, "N. Demir");
  await show(page, "70-member");
  await acts.getByRole("button", { name: "Close" }).click();
  await cancelled("Compare fingerprints…", "71-fingerprints");
  await cancelled("Block…", "72-block");
  await cancelled("Name and role…", "73-name");
  await cancelled("Disable…", "74-disable");
  await cancelled("Hand over the stewardship…", "75-hand-over");
  await group(page, "Night duty", ["N. Demir"], (dialog) => show(dialog.page(), "76-group"));
  await page.getByRole("button", { name: "Groups…" }).click();
  await show(page, "77-groups");
  await page.getByRole("dialog").filter({ visible: true }).getByRole("button", { name: "Close" }).click();
  await finish(await about(page, "N. Demir", "Hand over the stewardship…"), "Offer it");
  await go(other, "Colleagues");
  await other.getByRole("button", { name: "Accept it" }).waitFor();
  await show(other, "78-offered");
  await finish(await about(other, "Dr Kaya", "Block…"), "Block");
  await about(other, "N. Demir", "Leave the network…");
  await show(other, "79-leave");
  await other.getByRole("dialog").filter({ visible: true }).getByRole("button", { name: "Cancel" }).click();
  await finish(await about(page, "N. Demir", "Disable…"), "Disable");
  await page.getByText("No longer taking part (1)").click();
  await show(page, "80-gone");
  await other.locator(".banner").waitFor();
  await show(other, "81-disabled");
}

test(
  "no screen of referrals and test requests has a defect that axe-core knows",
  looking(async (world, show) => {
    const { a, b } = await found(world);
    const files = bundles(world.dir, 3);
    await importFiles(a.page, files);
    await referral(a.page, b.page, family(read(files[2])), show);
  }, 400_000),
);

/** A referral there and back, and what stands in between. */
async function referral(page, other, name, show) {
  const mine = page.getByRole("dialog").filter({ visible: true });
  const theirs = other.getByRole("dialog").filter({ visible: true });
  const open = async (who, what, part) => {
    await inbox(who, part);
    await mailItem(who, what).getByRole("link", { name: what }).click();
  };
  await openPatient(page, name);
  await page.getByRole("button", { name: "Refer…" }).click();
  await mine.getByLabel("What for").fill("Chest pain on effort");
  await mine.getByLabel("Letter").fill("Dear colleague,\nsince two weeks on the stairs, never at rest.\n\nKind regards");
  await mine.getByLabel("How urgent").selectOption("soon");
  await mine.locator(".needs-group summary").first().waitFor();
  await show(page, "90-refer");
  await mine.locator(".needs-group summary").first().click();
  await mine.locator(".needs-group summary").last().click();
  await mine.getByRole("checkbox").last().check();
  await mine.getByLabel("Find another entry").fill("encounter");
  await mine.getByRole("group", { name: "Other entries" }).or(mine.getByText("No entry of yours")).first().waitFor();
  await mine.getByLabel("Find another entry").scrollIntoViewIfNeeded();
  await show(page, "91-needs");
  await mine.getByRole("button", { name: "Show what goes" }).click();
  await mine.locator(".goes").waitFor();
  await show(page, "92-goes");
  await mine.getByRole("button", { name: "Refer", exact: true }).click();
  await page.getByText("waits to be accepted").waitFor();
  await show(page, "93-patient-tasks");
  await page.getByRole("button", { name: "Order test…" }).click();
  await mine.getByLabel("Test").fill("Complete blood count");
  await show(page, "94-order");
  await mine.getByRole("button", { name: "Show what goes" }).click();
  await mine.getByRole("button", { name: "Order", exact: true }).click();
  await mine.waitFor({ state: "hidden" });

  await open(other, "Complete blood count", "Waiting");
  await theirs.getByRole("button", { name: "Refuse…" }).click();
  await theirs.getByLabel("Why?").fill("Not done here");
  await show(other, "95-refuse");
  await theirs.getByRole("button", { name: "Refuse", exact: true }).click();
  await theirs.waitFor({ state: "hidden" });
  await open(other, "Chest pain on effort", "Waiting");
  await theirs.getByText("since two weeks on the stairs").waitFor();
  await show(other, "96-requested");
  await theirs.getByLabel("Tell the colleague").fill("On Monday at nine");
  await theirs.getByRole("button", { name: "Accept" }).click();
  await theirs.waitFor({ state: "hidden" });
  await open(other, "Chest pain on effort", "All");
  await theirs.getByRole("button", { name: "Reply…" }).click();
  await theirs.getByLabel("Your reply").fill("No relevant stenosis.\nContinue the statin.");
  await show(other, "97-reply");
  await theirs.getByRole("button", { name: "Send reply" }).click();
  await theirs.waitFor({ state: "hidden" });

  await page.getByText("to acknowledge").waitFor();
  await inbox(page, "Waiting");
  await mailItem(page, "“Not done here”").waitFor();
  await show(page, "98-tasks-waiting");
  await open(page, "Chest pain on effort", "Waiting");
  await mine.getByText("Continue the statin.").waitFor();
  await show(page, "99-completed");
  await mine.getByRole("button", { name: "Acknowledge" }).click();
  await mine.waitFor({ state: "hidden" });
  await open(page, "Complete blood count", "Waiting");
  await show(page, "100-refused");
}
