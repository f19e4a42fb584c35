// What a person does in front of the page. Each act ends when the page shows that it is done.

import { bundles, family, read } from "./data.mjs";

export const passphrase = "correct horse battery";

export async function createNetwork(page, { name, role = "gp", network = "Moda" }) {
  await page.getByRole("button", { name: "Create a network" }).click();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Your role").selectOption(role);
  await page.getByLabel("Network name").fill(network);
  await newPassphrase(page);
  await page.getByRole("button", { name: "Create network" }).click();
  await patientsShown(page);
}

async function newPassphrase(page) {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
}

const patientsShown = (page) => page.getByRole("heading", { name: "Patients", level: 1 }).waitFor();

/** Makes an invitation and returns its link. */
export async function invite(page, role = "nurse") {
  await go(page, "Colleagues");
  await page.getByRole("button", { name: "Invite…" }).click();
  await page.getByLabel("Their role").selectOption(role);
  await page.getByRole("button", { name: "Make invitation" }).click();
  const link = await page.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  return link;
}

/** Fills in the form of a page that was opened with an invitation, and asks to be let in. */
export async function askToJoin(page, name) {
  await page.getByLabel("Your name").fill(name);
  await newPassphrase(page);
  await page.getByRole("button", { name: "Ask to join" }).click();
}

export async function join(page, name) {
  await askToJoin(page, name);
  await patientsShown(page);
}

export async function unlock(page) {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

export async function lock(page) {
  await go(page, "Settings");
  await page.getByRole("button", { name: "Lock now" }).click();
  await page.getByRole("heading", { name: "Unlock", level: 1 }).waitFor();
}

export async function go(page, place) {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
  await page.getByRole("heading", { name: place, level: 1 }).waitFor();
}

/** Imports files and returns what the page reports of each: added, duplicates, refused. */
export async function importFiles(page, files) {
  const before = await startImport(page, files);
  await page.locator('.job[aria-busy="false"]').nth(before + files.length - 1).waitFor({ timeout: 120_000 });
  const jobs = await page.locator(".job").all();
  return Promise.all(jobs.slice(before).map(report));
}

/** Imports one patient's file; returns it with the patient's family name. */
export async function importOne(page, dir) {
  const [file] = bundles(dir, 1);
  await importFiles(page, [file]);
  return { file, name: family(read(file)) };
}

/** Hands files to the import; returns how many others were there before. */
export async function startImport(page, files) {
  await page.goto(new URL("#/import", page.url()).href);
  await page.getByRole("heading", { name: "Import", level: 1 }).waitFor();
  const before = await page.locator(".job").count();
  await page.locator('input[type="file"]').setInputFiles(files);
  return before;
}

async function report(job) {
  const text = (await job.locator(".sums").textContent()).replaceAll(",", "");
  const number = (pattern) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    added: number(/(\d+) entr\S+ added/),
    duplicates: number(/(\d+) already here/),
    refused: number(/(\d+) refused/),
  };
}

/** Opens a patient's page by a search for the family name. */
export async function openPatient(page, name) {
  await go(page, "Patients");
  await page.getByRole("searchbox", { name: "Search name" }).fill(name);
  // The list still shows the patients of before for a moment; its foot tells when it was searched.
  await page.locator(".foot-text", { hasText: "found" }).waitFor();
  await page.locator(".patient-line", { hasText: name }).first().click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.getByRole("region", { name: "Timeline" }).waitFor();
}

export async function addNote(page, text) {
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByRole("textbox", { name: "Note" }).fill(text);
  await page.getByRole("button", { name: "Save note" }).click();
  await entryLine(page, text).waitFor();
}

/** A line of the timeline by its text and, if given, how far it has come: device, relay, received. */
export const entryLine = (page, text, state) =>
  page.locator(state ? `.entry-line[data-state="${state}"]` : ".entry-line", { hasText: text });

/** Waits until the badge shows a path: direct, relay or offline. */
export async function waitForPath(page, path) {
  await page.locator(`.badge[data-state="${path}"]`).waitFor({ timeout: 30_000 });
}

export async function share(page, name) {
  await page.getByRole("button", { name: "Share…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(new RegExp(name)).first().check();
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Ends what share began. */
export async function unshare(page, name) {
  await page.getByRole("button", { name: "Share…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: `Stop sharing with ${name}` }).click();
  await dialog.getByRole("button", { name: "Stop sharing", exact: true }).click();
  await dialog.getByText("Only you.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** The patient that the page shows, as the app exports it. */
export async function exportPatient(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export" }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Adds a sharing rule on the rules' own page, and returns what the preview said before it was applied. */
export async function addRule(page, { keep = false, kinds = [], tags = "", roles = [] }) {
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog");
  if (keep) await dialog.getByRole("radio", { name: "Stays private" }).check();
  for (const name of [...kinds, ...roles]) await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.getByLabel("Marked with").fill(tags);
  await dialog.getByRole("button", { name: "See what it does" }).click();
  const said = await dialog.locator(".preview").textContent();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.waitFor({ state: "hidden" });
  return said;
}

/** Records what the patient wants, and of which colleague if so, in the share sheet. */
export async function wish(page, words, name) {
  await page.getByRole("button", { name: "Share…" }).click();
  const consent = page.getByRole("dialog").getByRole("region", { name: "What the patient wants" });
  await consent.getByRole("button", { name: "Change…" }).click();
  await consent.getByRole("radio", { name: words, exact: true }).check();
  if (name) await consent.getByLabel(name).check();
  await consent.getByRole("button", { name: "Record" }).click();
  await consent.getByRole("button", { name: "Change…" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
}

/** Says on a patient's page who may open the emergency summary: these colleagues and no others. */
export async function prepare(page, names) {
  await page.getByRole("button", { name: "Share…" }).click();
  const prepared = page.getByRole("dialog").getByRole("region", { name: "Emergency summary" });
  await prepared.getByRole("button", { name: "Change who…" }).click();
  for (const box of await prepared.getByRole("checkbox").all()) await box.uncheck();
  for (const name of names) await prepared.getByLabel(name).check();
  await prepared.getByRole("button", { name: "Set", exact: true }).click();
  await prepared.getByRole("button", { name: "Change who…" }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
}

/** Says in an emergency who it is and why, and opens what colleagues prepared. */
export async function openEmergency(page, { family, given, birthDate, reason = "Unconscious" }) {
  await go(page, "Emergency");
  await page.getByLabel("Family name").fill(family);
  await page.getByLabel("Given names").fill(given);
  await page.getByRole("textbox", { name: "Birth date" }).fill(birthDate);
  await page.getByLabel("Why there is no time to ask").fill(reason);
  await page.getByRole("button", { name: "Open now" }).click();
}

/** Scrolls to the timeline: of lines far below the screen there are none. */
export async function toTimeline(page) {
  await page.getByRole("searchbox", { name: "Search in this file" }).scrollIntoViewIfNeeded();
}

/** Asks of a line of the timeline, in one tap, who can see it, and returns the answer. */
export async function whoSees(page, text) {
  await toTimeline(page);
  await entryLine(page, text).getByRole("link", { name: "Who can see this?" }).click();
  const dialog = page.getByRole("dialog");
  const answer = (await dialog.locator(".who-whole").innerText()).replaceAll(/\s+/g, " ");
  await dialog.getByRole("button", { name: "Close" }).click();
  return answer;
}

/** Asks colleagues from a patient's page or, with a person, from the list: everybody, or one by name; also for what they write later. */
export async function ask(page, { person, purpose, urgency = "Routine", whom, follow = false }) {
  await page.getByRole("button", { name: "Ask colleagues…" }).click();
  const dialog = page.getByRole("dialog");
  if (person) {
    await dialog.getByLabel("Family name").fill(person.family);
    await dialog.getByLabel("Given names").fill(person.given);
    await dialog.getByLabel("Birth date").fill(person.birthDate);
  }
  if (whom) await dialog.getByLabel(new RegExp(whom)).check();
  else await dialog.getByRole("radio", { name: "Everybody" }).check();
  await dialog.getByLabel("For what").fill(purpose);
  await dialog.getByLabel("How urgent").selectOption(urgency);
  if (follow) await dialog.getByLabel("Also what is written later").check();
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Says in the settings how queries of somebody, or of everybody, are answered. */
export async function answerAs(page, whom, reply) {
  await go(page, "Settings");
  const panel = page.getByRole("region", { name: "How queries are answered" });
  await panel.getByLabel("Queries of").selectOption(whom);
  await panel.getByLabel("Answer", { exact: true }).selectOption(reply);
  await panel.getByRole("button", { name: "Set" }).click();
  await page.getByText("Queries are answered so from now on").first().waitFor();
}

/** Shows a part of the inbox: Waiting, Put aside, Sent, All. */
export async function inbox(page, part) {
  await go(page, "Inbox");
  await page.getByRole("navigation", { name: "Inbox" }).getByRole("link", { name: part, exact: true }).click();
}

/** Opens what one may do about a colleague, and begins one of the acts; returns the dialog. */
export async function about(page, name, act) {
  await go(page, "Colleagues");
  if (!(await page.getByRole("button", { name: `More about ${name}` }).isVisible())) await page.getByText("No longer taking part").click();
  await page.getByRole("button", { name: `More about ${name}` }).click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  if (act) await dialog.getByRole("button", { name: act }).click();
  return dialog;
}

/** Does it: presses the act's own button, and waits until the dialog is gone. */
export async function finish(dialog, button) {
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Makes a group; look may look at the dialog before it is saved. */
export async function group(page, name, members, look) {
  await go(page, "Colleagues");
  await page.getByRole("button", { name: "Groups…" }).click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await dialog.getByRole("button", { name: "New group…" }).click();
  await dialog.getByLabel("Name of the group").fill(name);
  for (const member of members) await dialog.getByLabel(new RegExp(member)).check();
  await look?.(dialog);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("list", { name: "Groups" }).getByText(name).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** The card of a colleague. */
export const card = (page, name) => page.locator(".member", { has: page.locator("strong", { hasText: name }) });

/** Writes a message to a colleague. */
export async function write(page, name, text) {
  await go(page, "Colleagues");
  await page.getByRole("button", { name: `Write to ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Message").fill(text);
  await dialog.getByRole("button", { name: "Send" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Opens the codes for a colleague in the same room, and returns their dialog. */
export async function openRoom(page) {
  await go(page, "Colleagues");
  await page.getByRole("link", { name: "In the same room…" }).click();
  const dialog = page.getByRole("dialog", { name: "In the same room" });
  await dialog.getByRole("img", { name: "QR code" }).waitFor();
  return dialog;
}

/** The text of the code that a dialog of openRoom shows. */
export async function codeText(dialog) {
  await withoutCamera(dialog);
  return dialog.getByRole("textbox", { name: "Code of this device" }).inputValue();
}

/** Pastes the text of another device's code. */
export async function pasteCode(dialog, text) {
  await withoutCamera(dialog);
  await dialog.getByLabel("Code of the other device").fill(text);
  await dialog.getByRole("button", { name: "Use code" }).click();
}

async function withoutCamera(dialog) {
  const part = dialog.locator("details", { hasText: "Without a camera" });
  if (!(await part.evaluate((details) => details.open))) await part.locator("summary").click();
}

/** Fills in a message to a colleague; others are told in turn if it is not opened in time. */
export async function fillMessage(dialog, { to, text, urgency = "Routine", others = [] }) {
  const option = await dialog.getByLabel("To", { exact: true }).locator("option", { hasText: to }).getAttribute("value");
  await dialog.getByLabel("To", { exact: true }).selectOption(option);
  await dialog.getByLabel("Message").fill(text);
  await dialog.getByLabel("How urgent").selectOption(urgency);
  for (const name of others) await dialog.getByLabel(new RegExp(name)).check();
}

/** A message or a query in the inbox, by what it says. */
export const mailItem = (page, text) => page.locator(".mail-item", { hasText: text });
