// Saving, and everything that goes over the relay; then reopening offline.

import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../figures.mjs";
import { latencies } from "../live.mjs";
import { Pair } from "./pair.mjs";

/** Figures of a round, in seconds; latencies and the opening of a patient in ms. */
export async function measureRelayed(round) {
  const pair = await Pair.meet(round.relay, { direct: false });
  try {
    await pair.b.close();
    const save = await measureSave(pair, round);
    const toRelay = await measureToRelay(pair, round);
    const fromRelay = await measureFromRelay(pair, round);
    const live = await measureLive(pair, round.samples);
    const figures = { save, toRelay, fromRelay, sync: toRelay + fromRelay };
    Object.assign(figures, { liveRelay50: live.p50, liveRelay95: live.p95 }, await measureReopen(pair, round));
    return { figures, tasks: pair.tasks };
  } finally {
    await pair.forget();
  }
}

/** Imports the corpus at A. */
export async function measureSave(pair, { file, corpus }) {
  await pair.a.give(file);
  const { ms, report } = await pair.phase("save", () => pair.a.run(() => bench.save()));
  if (report.added !== corpus.entries) {
    throw new Error(`${report.added} of ${corpus.entries} entries were added: ${JSON.stringify(report.refused[0])}`);
  }
  return ms / 1000;
}

/** From A's first share until the relay holds all, while B is away. */
async function measureToRelay(pair, { relay, corpus }) {
  const patients = await pair.a.patients();
  const before = await relay.framesStored();
  const seen = [];
  let over = false;
  const watching = (async () => {
    while (!over) {
      seen.push([await relay.framesStored(), performance.timeOrigin + performance.now()]);
      await sleep(20);
    }
  })();
  const from = await pair.phase("A → relay", async () => {
    const from = await pair.a.run(([patients, member]) => bench.share(patients, member), [patients, pair.colleague]);
    await pair.a.until("status.get", ({ streams: [s] }) => s.given >= corpus.entries && s.atRelay === s.given, {}, 250);
    return from;
  });
  over = true;
  await watching;
  const last = seen.at(-1)[0];
  if (last === before) throw new Error("the relay counts no frames");
  return (seen.find(([frames]) => frames === last)[1] - from) / 1000;
}

/** From the moment B has its key until B holds all, durably. */
async function measureFromRelay(pair, { corpus }) {
  await pair.open(pair.b);
  await pair.b.run((count) => bench.expectEntries(count), corpus.entries);
  await pair.a.run(() => bench.expectReceipts());
  const { from, at } = await pair.phase("relay → B", async () => {
    const { derived } = await pair.b.unlock();
    return { from: derived, at: await firstProof(pair) };
  });
  const { have, gaps } = await pair.b.stream();
  if (have < corpus.entries || gaps) throw new Error(`B has ${have} entries and ${gaps} gaps`);
  return (at - from) / 1000;
}

/** B told its page of the last entry, or A has B's receipt for it: both follow B's commit. */
export function firstProof({ a, b }) {
  const told = b.run(() => bench.allArrived);
  const receipted = a.run(() => bench.receipted).then(({ at }) => at);
  return Promise.all([told, receipted]).then((moments) => Math.min(...moments));
}

/** From A writing a note until B's page is told of it. */
export async function measureLive(pair, samples) {
  const [patient] = await pair.a.patients();
  await pair.settle();
  return pair.phase("live", () =>
    latencies(samples, async (i) => {
      await pair.b.run(() => bench.expectEntries(1));
      const text = `${i} `.padEnd(700, "live entry ");
      const { from } = await pair.a.run(([patient, text]) => bench.note(patient, text), [patient, text]);
      return (await pair.b.run(() => bench.allArrived)) - from;
    }),
  );
}

/** A starts again without relay, twice: first the core is asked for everything, then the page shows it. */
async function measureReopen(pair, { corpus }) {
  await pair.settle();
  await pair.a.close();
  await pair.b.close();
  await pair.relay.stop();
  await pair.open(pair.a);
  const { derived, result: read } = await pair.phase("reopen", () => pair.a.unlock(() => bench.readAll()));
  if (read.entries < corpus.entries) throw new Error(`only ${read.entries} entries are there again`);
  await pair.a.close();
  await pair.wake(pair.a);
  const shown = await pair.phase("patients on the screen", () => pair.a.run(() => bench.showAll()));
  await pair.relay.resume();
  return {
    reopenOne: (read.one - derived) / 1000,
    reopenAll: (read.all - derived) / 1000,
    patient50: median(read.opened),
    patientMax: Math.max(...read.opened),
    screen50: median(shown),
    screenMax: Math.max(...shown),
  };
}
