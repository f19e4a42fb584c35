// After the first visit the page needs nobody: no relay, no network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addNote, entryLine, go, importOne, openPatient, share, unlock, waitForPath } from "./harness/person.mjs";
import { allReceived, counts } from "./harness/status.mjs";
import { found, withWorld } from "./harness/world.mjs";

test("everything works without network and relay, and what was written there is delivered later", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    const { name } = await importOne(a.page, world.dir);
    await openPatient(a.page, name);
    await share(a.page, "N. Demir");
    await allReceived(a.page);
    const before = await counts(a.page);
    await a.page.waitForFunction(() => navigator.serviceWorker.ready); // the shell is kept

    await world.relay.stop("SIGKILL");
    await a.context.setOffline(true);
    await assert.rejects(a.page.evaluate(() => fetch("/metrics")), "the network is off");
    await a.page.reload();
    await unlock(a.page);
    await waitForPath(a.page, "offline");
    await go(a.page, "Patients");
    await a.page.locator(".patient-line", { hasText: name }).waitFor();
    await openPatient(a.page, name);
    await a.page.getByRole("region", { name: "Problems" }).locator(".item").first().waitFor();
    await a.page.locator(".entry-line").first().click();
    await a.page.getByRole("dialog").getByText("FHIR resource").waitFor();
    await a.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await addNote(a.page, "Written in a cellar");
    await entryLine(a.page, "Written in a cellar", "device").waitFor();
    assert.deepEqual(await counts(a.page), { ...before, entries: before.entries + 1 });

    await world.restartRelay();
    await a.context.setOffline(false);
    await openPatient(b.page, name);
    await entryLine(b.page, "Written in a cellar").waitFor({ timeout: 60_000 });
    await openPatient(a.page, name);
    await entryLine(a.page, "Written in a cellar", "received").waitFor();
    await allReceived(a.page);
  }),
);
