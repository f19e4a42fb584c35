// SIGKILL right after a promise was made, then a look offline at whether it was kept:
// "saved" at the author, "received" at the reader.

import { Pair } from "./pair.mjs";

const notes = 20;

/** Returns how many entries were promised and how many of them are lost. */
export async function countLosses(round) {
  const pair = await Pair.meet(round.relay, { direct: true });
  try {
    const saved = await killAuthor(pair, round);
    const burst = await killInBurst(pair);
    const bulk = await killInBulk(pair, round);
    const results = [saved, burst, bulk];
    return {
      promised: results.reduce((sum, { promised }) => sum + promised, 0),
      lost: results.reduce((sum, { lost }) => sum + lost, 0),
      kills: results.length,
    };
  } finally {
    await pair.forget();
  }
}

/** Opens a killed peer's page without relay, looks, and connects again. */
async function offline(pair, peer, look) {
  await pair.relay.stop();
  await pair.wake(peer);
  const result = await look();
  await pair.relay.resume();
  return result;
}

/** The author's browser dies when an import has been answered. */
async function killAuthor(pair, { file, corpus }) {
  await pair.a.give(file);
  const { report } = await pair.a.run(() => bench.save());
  await pair.a.kill();
  const { store } = await offline(pair, pair.a, () => pair.a.call("status.get"));
  return { promised: report.added, lost: Math.max(0, corpus.entries - store.entries) };
}

/** The reader's browser dies when the author sees single notes as received. */
async function killInBurst(pair) {
  const [patient] = await pair.a.patients();
  await pair.a.run(([patients, member]) => bench.share(patients, member), [[patient], pair.colleague]);
  await received(pair.a);
  const ids = [];
  for (let i = 0; i < notes; i++) {
    ids.push((await pair.a.run(([patient, i]) => bench.note(patient, `note ${i}`), [patient, i])).id);
  }
  await received(pair.a);
  await pair.b.kill();
  const lost = await offline(pair, pair.b, () => missing(pair.b, patient, ids));
  return { promised: ids.length, lost };
}

/** Waits until a peer sees all that it gave as received. */
function received(peer) {
  return peer.until("network.get", ({ waiting, relay }) => relay && waiting === 0, {}, 5);
}

/** How many of these entries a peer does not have. */
async function missing(peer, patient, ids) {
  const found = await Promise.all(
    ids.map((entry) => peer.call("entry.get", { patient, entry }).catch(() => undefined)),
  );
  return found.filter((detail) => detail?.row.id === undefined).length;
}

/** The reader's browser dies in the middle of a file's arrival. */
async function killInBulk(pair, { corpus }) {
  const patients = (await pair.a.patients()).slice(1);
  await received(pair.a);
  const given = (corpus.entries * patients.length) / corpus.patients.length;
  await pair.a.run((most) => bench.expectReceipts(most), given / 2);
  const sharing = pair.a.run(([patients, member]) => bench.share(patients, member), [patients, pair.colleague]);
  await pair.a.run(() => bench.receipted);
  await pair.b.kill();
  await sharing;
  return offline(pair, pair.b, async () => {
    const [{ received }, { have }] = [await pair.a.stream(), await pair.b.stream()];
    return { promised: received, lost: Math.max(0, received - have) };
  });
}
