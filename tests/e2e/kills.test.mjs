// The browser dies in the middle of an import, again and again. What the page had
// shown as saved is there afterwards, and the import can be repeated.

import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { kill } from "./harness/browser.mjs";
import { bundles, ours, read } from "./harness/data.mjs";
import { createNetwork, importFiles, startImport, unlock } from "./harness/person.mjs";
import { counts } from "./harness/status.mjs";
import { withWorld } from "./harness/world.mjs";

const rounds = Number(process.env.SATCHEL_KILLS ?? 30);
const seed = Number(process.env.SATCHEL_SEED ?? 1);

test(`nothing shown as saved is lost when the browser is killed ${rounds} times during imports`, (t) =>
  withWorld(async (world) => {
    const files = bundles(world.dir, rounds + 4).map((path, i) => {
      const chosen = i % 10 === 9 ? ours(world.dir, 1000 + i, 3_300) : path; // now and then one that takes three commits
      return { path: chosen, total: read(chosen).entry.length };
    });
    const lanes = [0, 1].map((lane) => files.filter((_, i) => i % 2 === lane));
    const tallies = await Promise.all(lanes.map((lane, i) => live(world, `lane-${i}`, lane, random(seed + i))));
    const sum = (key) => tallies.reduce((n, tally) => n + tally[key], 0);
    t.diagnostic(
      `seed ${seed}: ${sum("kills")} kills, ${sum("before")} before anything was kept, ${sum("within")} amid a file, ` +
        `${sum("after")} after it; ${sum("told")} times the page had shown something as saved`,
    );
    assert.equal(sum("kills"), rounds);
    assert.ok(rounds < 30 || (sum("before") > 0 && sum("told") > 0), "kills fell on both sides of a commit");
  }, 60_000 + rounds * 15_000),
);

/** One person's life: two files are imported in peace, to warm up and to take the time, the others with a kill each. */
async function live(world, name, [first, second, ...others], next) {
  const tally = { kills: 0, told: 0, before: 0, within: 0, after: 0 };
  let kept = first.total + second.total;
  let person = await world.open(name);
  await createNetwork(person.page, { name });
  await importFiles(person.page, [first.path]);
  await startImport(person.page, [second.path]);
  const start = performance.now();
  await person.page.locator('.job[aria-busy="false"]').nth(1).waitFor();
  const each = (performance.now() - start) / second.total;
  for (const file of others) {
    const shown = await watch(person.page, basename(file.path));
    await startImport(person.page, [file.path]);
    await new Promise((resolve) => setTimeout(resolve, next() * each * file.total)); // the point of the kill
    await kill(person);
    tally.kills++;

    person = await world.open(name);
    await unlock(person.page);
    const { entries } = await counts(person.page);
    assert.ok(entries >= kept + shown.entries, `${file.path}: ${shown.entries} were shown as saved, ${entries - kept} are there`);
    const missing = kept + file.total - entries;
    tally.told += shown.entries > 0 ? 1 : 0;
    tally[missing === file.total ? "before" : missing === 0 ? "after" : "within"]++;
    const [again] = await importFiles(person.page, [file.path]);
    assert.deepEqual(again, { added: missing, duplicates: file.total - missing, refused: 0 }, file.path);
    if (tally.kills % 5 === 0) {
      const [third] = await importFiles(person.page, [file.path]);
      assert.deepEqual(third, { added: 0, duplicates: file.total, refused: 0 }, file.path);
    }
    kept += file.total;
    assert.equal((await counts(person.page)).entries, kept);
  }
  await person.close();
  return tally;
}

/** Has the page tell how many entries of a file it shows as saved: news reaches us before a kill or never. */
async function watch(page, name) {
  const shown = { entries: 0 };
  await page.exposeFunction("shownAsSaved", (entries) => (shown.entries = Math.max(shown.entries, entries)));
  await page.evaluate((name) => {
    const look = () => {
      const text = document.querySelector(`.job[aria-label="${name}"] :is(.sum, .bar span)`)?.textContent ?? "";
      const entries = Number(/^([\d,]+)/.exec(text)?.[1].replaceAll(",", ""));
      if (entries > 0) window.shownAsSaved(entries);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, name);
  return shown;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
