// The relay is down for good. Two tablets stand beside each other, each reads the other's code.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { bundles, family, read } from "./harness/data.mjs";
import { blank, film } from "./harness/film.mjs";
import { addNote, createNetwork, entryLine, go, importFiles, invite, join as joinNetwork, openPatient, share, unlock, waitForPath } from "./harness/person.mjs";
import { allReceived } from "./harness/status.mjs";
import { withWorld } from "./harness/world.mjs";

test("relay down, two tablets, QR: what was written arrives, and its author knows", () =>
  withWorld(async (world) => {
    const { a, b, name } = await apart(world);
    await addNote(a.page, "Wound clean, dry dressing");
    await entryLine(a.page, "Wound clean", "device").waitFor();

    for (const person of [a, b]) {
      await person.page.locator(".badge").click();
      await person.page.getByRole("link", { name: "In the same room…" }).click();
    }
    await passOn(a, b); // the offer
    const codes = await shownCodes(b);
    await passOn(b, a); // the answer
    assert.deepEqual(await codes(), ["QR code that answers Dr Kaya"], "a code of before could have been read");
    for (const [person, other] of [
      [a, "N. Demir"],
      [b, "Dr Kaya"],
    ]) {
      await dialogOf(person).getByText(`Connected with ${other}`).waitFor();
    }
    await dialogOf(a).getByText("N. Demir has signed for all that was waiting").waitFor();
    assert.equal(await dialogOf(a).locator("[data-sent]").getAttribute("data-sent"), "1");
    await dialogOf(b).locator('[data-came="1"]').waitFor();
    for (const person of [a, b]) {
      await dialogOf(person).getByRole("button", { name: "Done" }).click();
      await waitForPath(person.page, "direct");
    }
    await openPatient(b.page, name);
    await entryLine(b.page, "Wound clean").waitFor();
    await openPatient(a.page, name);
    await entryLine(a.page, "Wound clean", "received").waitFor();
    await addNote(a.page, "Next visit on Thursday"); // and so does what comes later
    await entryLine(b.page, "Next visit").waitFor();
    await entryLine(a.page, "Next visit", "received").waitFor();
  }),
);

/** Two people who know each other, share a file, and have no relay any more. */
async function apart(world) {
  const films = { kaya: blank(join(world.dir, "kaya.y4m")), demir: blank(join(world.dir, "demir.y4m")) };
  let a = await world.open("kaya", undefined, { film: films.kaya });
  await createNetwork(a.page, { name: "Dr Kaya" });
  const link = await invite(a.page);
  let b = await world.open("demir", link, { film: films.demir });
  await joinNetwork(b.page, "N. Demir");
  const [file] = bundles(world.dir, 1);
  const name = family(read(file));
  await importFiles(a.page, [file]);
  await openPatient(a.page, name);
  await share(a.page, "N. Demir");
  await allReceived(a.page);
  for (const person of [a, b]) await person.page.waitForFunction(() => navigator.serviceWorker.ready); // the app is kept
  await delay(500); // receipts are kept a tenth of a second after they come: one that a reload forgets would come again
  await world.relay.stop("SIGKILL");
  for (const person of [a, b]) {
    await person.page.reload(); // and with it goes the link that they had
    await unlock(person.page);
    await waitForPath(person.page, "offline");
  }
  await openPatient(a.page, name);
  return { a: { ...a, film: films.kaya }, b: { ...b, film: films.demir }, name };
}

/** Notes the codes that somebody's device shows from now on. */
async function shownCodes({ page }) {
  const codes = await page.evaluateHandle(() => {
    const seen = new Set();
    const look = () => document.querySelectorAll('dialog [role="img"]').forEach((code) => seen.add(code.ariaLabel));
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    return seen;
  });
  return () => codes.evaluate((seen) => [...seen]);
}

const dialogOf = ({ page }) => page.getByRole("dialog", { name: "In the same room" });

/** One shows a code, the camera of the other reads it. */
async function passOn(from, to) {
  const code = dialogOf(from).getByRole("img", { name: "QR code" });
  await code.waitFor();
  await film(code, to.film);
  await to.context.grantPermissions(["camera"]); // the person allows it now, and not before
  await dialogOf(to).getByRole("button", { name: "Read a code" }).click();
}
