// A relay and the people around it, in a directory of their own.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { launch } from "./browser.mjs";
import { createNetwork, invite, join as joinNetwork } from "./person.mjs";
import { startRelay } from "./relay.mjs";

/** Calls story with a world and cleans up after it, also when it takes longer than within ms. */
export async function withWorld(story, within = 180_000) {
  const dir = mkdtempSync(join(tmpdir(), "satchel-e2e-"));
  const people = [];
  const ends = [];
  const world = {
    dir,
    relay: await startRelay(join(dir, "relay")),
    profile: (name) => join(dir, name),
    /** Opens somebody's browser at url; prepare may do something with it before. */
    async open(name, url = world.relay.url, { prepare, ...options } = {}) {
      const person = await launch(world.profile(name), options);
      people.push(person);
      await prepare?.(person);
      if (url) await person.page.goto(url);
      return person;
    },
    /** Starts the relay again where it was. */
    async restartRelay() {
      world.relay = await startRelay(world.relay.dir, world.relay.port);
    },
    /** Has end called when the story is over. */
    atEnd: (end) => ends.push(end),
  };
  try {
    await Promise.race([story(world), deadline(within)]);
  } catch (error) {
    await remember(people);
    throw error;
  } finally {
    for (const end of ends) await end();
    await Promise.all(people.map((person) => person.close().catch(() => undefined)));
    await world.relay.stop("SIGKILL").catch(() => undefined);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function deadline(within) {
  await delay(within, undefined, { ref: false });
  throw new Error(`the story did not end within ${within} ms`);
}

/** Keeps what everybody saw when a story failed, in tests/e2e/out. */
async function remember(people) {
  mkdirSync("tests/e2e/out", { recursive: true });
  for (const [i, person] of people.entries()) {
    await person.page.screenshot({ path: `tests/e2e/out/failed-${i}.png`, timeout: 5_000 }).catch(() => undefined);
    if (person.problems.length) console.error(person.profile, person.problems);
  }
}

/** Dr Kaya founds a network and N. Demir joins it; both stay open. */
export async function found(world, options) {
  const [a, b] = await Promise.all(["kaya", "demir"].map((name) => world.open(name, "", options)));
  await a.page.goto(world.relay.url);
  await createNetwork(a.page, { name: "Dr Kaya" });
  const link = await invite(a.page);
  await b.page.goto(link);
  await joinNetwork(b.page, "N. Demir");
  return { a, b, link };
}
