// What colleagues ask and write each other, and what comes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ours } from "./harness/data.mjs";
import { answerAs, ask, entryLine, go, importFiles, inbox, mailItem, openPatient, toTimeline, write } from "./harness/person.mjs";
import { found, withWorld } from "./harness/world.mjs";

const person = { family: "Yılmaz0", given: "Ayşe", birthDate: "1958-03-04" };

test("a query waits for an answer, and what is shared fills the asker's own file", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(b.page, [ours(world.dir, 0, 3)]);
    await go(a.page, "Patients");
    await ask(a.page, { person, purpose: "New patient", urgency: "Soon", whom: "N. Demir" });
    await a.page.getByRole("heading", { name: person.family, level: 1 }).waitFor();
    await toTimeline(a.page);
    assert.equal(await entryLine(a.page, "Hemoglobin A1c").count(), 0, "nothing has been shared yet");

    await b.page.getByRole("navigation", { name: "Main" }).getByText("1 waiting").waitFor({ state: "attached" });
    await go(b.page, "Inbox");
    const waiting = b.page.getByRole("region", { name: "Waiting" });
    const said = (await waiting.locator(".mail-item").innerText()).replaceAll(/\s+/g, " ");
    assert.match(said, /Dr Kaya asks about Yılmaz0, Ayşe .*1958-03-04 .*Soon.*For New patient.*Answer by/);
    await waiting.locator(".patient-line", { hasText: "Yılmaz0" }).waitFor();
    await waiting.getByRole("button", { name: "Share the file" }).click();
    await b.page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
    await inbox(b.page, "All");
    await mailItem(b.page, "You shared the file").waitFor();
    assert.equal(await b.page.locator(".rail-count").count(), 0, "nothing waits any more");

    await entryLine(a.page, "Hemoglobin A1c").first().waitFor(); // on the page that was open all the time
    await inbox(a.page, "Sent");
    await mailItem(a.page, "N. Demir: shared the file").getByRole("link", { name: "Open the file" }).click();
    await a.page.getByRole("heading", { name: person.family, level: 1 }).waitFor();
    await go(a.page, "Patients");
    await a.page.locator(".patient-line").first().waitFor();
    assert.equal(await a.page.locator(".patient-line").count(), 1, "two files of one person are one patient");

    await openPatient(a.page, person.family); // were it somebody else after all
    await a.page.getByRole("button", { name: "2 files of one person" }).click();
    const parts = a.page.getByRole("dialog", { name: "Files of one person" });
    await parts.getByText("N. Demir").waitFor();
    await parts.getByRole("button", { name: "is not of the same person" }).click();
    await parts.getByRole("button", { name: "Show by itself" }).click();
    await parts.waitFor({ state: "detached" });
    await toTimeline(a.page);
    assert.equal(await entryLine(a.page, "Hemoglobin A1c").count(), 0, "the file has what it had before");
    await go(a.page, "Patients");
    await a.page.locator(".patient-line").nth(1).waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);

test("a query is answered as was set, and a message is answered by another", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await importFiles(b.page, [ours(world.dir, 0, 3)]);
    await answerAs(b.page, "Dr Kaya", "Summary only");
    await b.page.getByText("Queries of Dr Kaya about all patients are answered with how much there is.").waitFor();
    await go(a.page, "Patients");
    await ask(a.page, { person, purpose: "Emergency visit", urgency: "Emergency" });
    await a.page.getByRole("heading", { name: person.family, level: 1 }).waitFor();
    await inbox(a.page, "Sent");
    await mailItem(a.page, "N. Demir: summary").getByText("3 results").waitFor();

    await answerAs(b.page, "Dr Kaya", "Never");
    await openPatient(a.page, person.family);
    await ask(a.page, { purpose: "Medication review", whom: "N. Demir" }); // about whom the page shows
    await inbox(a.page, "Sent");
    await mailItem(a.page, "N. Demir: refused").waitFor();

    await write(a.page, "N. Demir", "May I call you this afternoon?");
    await go(b.page, "Inbox");
    await mailItem(b.page, "May I call you").getByRole("link", { name: "Dr Kaya wrote" }).click();
    await b.page.getByRole("dialog").getByRole("button", { name: "Reply…" }).click();
    await b.page.getByRole("dialog").getByLabel("Message").fill("After three, please.");
    await b.page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await go(a.page, "Inbox");
    await mailItem(a.page, "After three, please.").getByText("N. Demir wrote").waitFor();
    assert.deepEqual([...a.problems, ...b.problems], []);
  }),
);
