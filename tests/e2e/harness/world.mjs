// A relay and two people, a GP and a nurse, in a directory of their own.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNetwork, invite, join as joinNetwork, open } from "./person.mjs";
import { startRelay } from "./relay.mjs";

/** Calls story with a world and cleans up after it. */
export async function withWorld(story) {
  const dir = mkdtempSync(join(tmpdir(), "satchel-e2e-"));
  const ends = [];
  const world = {
    dir,
    relay: await startRelay(join(dir, "relay")),
    profile: (name) => join(dir, name),
    async open(name, url = world.relay.url, options) {
      const person = await open(world.profile(name), url, options);
      ends.push(person);
      return person;
    },
  };
  try {
    await story(world);
  } catch (error) {
    await remember(ends);
    throw error;
  } finally {
    for (const person of ends) await person.close().catch(() => undefined);
    await world.relay.stop("SIGKILL").catch(() => undefined);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Keeps what everybody saw when a story failed, in tests/e2e/out. */
async function remember(people) {
  mkdirSync("tests/e2e/out", { recursive: true });
  for (const [i, person] of people.entries()) {
    await person.page.screenshot({ path: `tests/e2e/out/failed-${i}.png` }).catch(() => undefined);
    if (person.problems.length) console.log(person.profile, person.problems);
  }
}

/** Dr Kaya founds a network and N. Demir joins it; both stay open. */
export async function found(world) {
  const a = await world.open("kaya");
  await createNetwork(a.page, { name: "Dr Kaya" });
  const link = await invite(a.page);
  const b = await world.open("demir", link);
  await joinNetwork(b.page, "N. Demir");
  return { a, b, link };
}
