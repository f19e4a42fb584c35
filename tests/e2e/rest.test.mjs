// What lies on the disks of a locked browser and of a relay with mail waiting.
// tests/e2e/scan reads the files; see there how.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";
import { bundles, family, read } from "./harness/data.mjs";
import { addNote, entryLine, go, importFiles, lock, openPatient, share, unlock } from "./harness/person.mjs";
import { streams, until } from "./harness/status.mjs";
import { everything, identity } from "./harness/texts.mjs";
import { found, withWorld } from "./harness/world.mjs";

const scanner = "build/scan";
const scan = (args, input = "") => execFileSync(scanner, args, { input, encoding: "utf8", maxBuffer: 64 << 20 });
const find = (texts, ...dirs) => JSON.parse(scan(["find", ...dirs], JSON.stringify(texts)));
const noteText = "Peculiar note about a lodger";

before(() => execFileSync("go", ["build", "-o", scanner, "./tests/e2e/scan"], { env: { ...process.env, CGO_ENABLED: "0" } }));

test("nothing of a patient is readable on the disks of a locked browser and of a relay with mail", () =>
  withWorld(async (world) => {
    const { a, b } = await found(world);
    await b.close();
    const [file] = bundles(world.dir, 1);
    const bundle = read(file);
    await importFiles(a.page, [file]);
    await useEverything(a.page, family(bundle));
    await until("everything at the relay", async () => (await streams(a.page)).every((s) => s.given > 0 && s.atRelay === s.given));
    await lock(a.page);
    await a.close();
    await world.relay.stop();

    const all = [...everything(bundle), noteText];
    assert.ok(all.length > 100, "the patient has texts to look for");
    const database = join(a.profile, "Default", "IndexedDB");
    assert.deepEqual(find(all, database), [], "in the browser's database");
    assert.deepEqual(find(all, world.relay.dir), [], "in the relay's mailboxes");
    // The rest of a profile holds Satchel's own words too, so only who it is counts there.
    assert.deepEqual(find([...identity(bundle), noteText], a.profile), [], "anywhere in the browser's profile");
  }),
);

test("the search for readable texts finds them where they are planted", () =>
  withWorld(async (world) => {
    const [file] = bundles(world.dir, 1);
    const bundle = read(file);
    const all = everything(bundle);
    const person = await world.open("kaya");
    const database = join(person.profile, "Default", "IndexedDB");
    await person.page.evaluate(plant, { json: JSON.stringify(bundle), atLeast: 6 << 20 }); // LevelDB's log holds 4 MiB
    await person.close();
    const hits = find(all, database);
    for (const [kind, name] of [["log", ".log"], ["table", ".ldb"]]) {
      const seen = new Set(hits.filter((hit) => hit.in === kind && hit.file.endsWith(name)).map((hit) => hit.text));
      assert.ok(seen.size > all.length * 0.9, `${seen.size} of ${all.length} texts in a ${kind} of the database`);
    }

    const texts = all.slice(0, 200);
    scan(["plant", world.relay.url, texts.join("\n").slice(0, 30_000)]);
    await world.relay.stop();
    assert.ok(find(texts, world.relay.dir).length > 0, "in the relay's mailboxes");
  }),
);

/** Shows, searches and writes, so that whatever the browser keeps of it is kept. */
async function useEverything(page, name) {
  await openPatient(page, name);
  await addNote(page, noteText);
  await page.getByRole("searchbox", { name: "Search in this file" }).fill("lodger");
  await entryLine(page, "lodger").click();
  await page.getByRole("dialog").getByText(noteText).first().waitFor();
  await page.reload();
  await unlock(page);
  await page.getByRole("dialog").getByText(noteText).first().waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await share(page, "N. Demir");
  await go(page, "Outbox");
  await page.locator(".box-line").first().waitFor();
}

/** Puts a bundle as it is into a database beside the real one, entry by entry and often enough. */
async function plant({ json, atLeast }) {
  const request = indexedDB.open("planted", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows", { autoIncrement: true });
  await new Promise((resolve, reject) => ((request.onsuccess = resolve), (request.onerror = reject)));
  for (let size = 0; size < atLeast; size += json.length) {
    const writing = request.result.transaction("rows", "readwrite", { durability: "strict" });
    for (const entry of JSON.parse(json).entry) writing.objectStore("rows").put(entry);
    await new Promise((resolve, reject) => ((writing.oncomplete = resolve), (writing.onabort = reject)));
  }
  request.result.close();
}
