// Everything that goes directly from browser to browser; the relay's own count of
// frames proves that nothing took the other way.

import { Pair } from "./pair.mjs";
import { firstProof, measureLive, measureSave } from "./relayed.mjs";

export async function measureLinked(round) {
  const pair = await Pair.meet(round.relay, { direct: true });
  try {
    const save = await measureSave(pair, round);
    await pair.a.until("network.get", ({ direct }) => direct === 1);
    const before = await round.relay.framesStored();
    const direct = await measureDirect(pair, round);
    const live = await measureLive(pair, round.samples);
    const stray = (await round.relay.framesStored()) - before;
    if (stray) throw new Error(`${stray} frames went over the relay while the link was measured`);
    return { figures: { save, direct, liveDirect50: live.p50, liveDirect95: live.p95 }, tasks: pair.tasks };
  } finally {
    await pair.forget();
  }
}

/** From A's first share until B holds all, durably. */
async function measureDirect(pair, { corpus }) {
  const patients = await pair.a.patients();
  await pair.b.run((count) => bench.expectEntries(count), corpus.entries);
  await pair.a.run(() => bench.expectReceipts());
  const { from, at } = await pair.phase("direct", async () => {
    const from = await pair.a.run(([patients, member]) => bench.share(patients, member), [patients, pair.colleague]);
    return { from, at: await firstProof(pair) };
  });
  const { have, gaps } = await pair.b.stream();
  if (have < corpus.entries || gaps) throw new Error(`B has ${have} entries and ${gaps} gaps`);
  return (at - from) / 1000;
}
