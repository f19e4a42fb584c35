// Satchel itself: the built page in real browsers, the real relay between them.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { countLosses } from "./satchel/crash.mjs";
import { measureLinked } from "./satchel/linked.mjs";
import { app, Relay } from "./satchel/relay.mjs";
import { measureRelayed } from "./satchel/relayed.mjs";

/** Size of the core as it is downloaded, in MB. */
export function coreSize() {
  const core = join(app, "core.wasm");
  const kept = `${core}.br`;
  if (existsSync(kept)) return statSync(kept).size / 1e6;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(readFileSync(core), { params }).length / 1e6;
}

/** One round: {figures, tasks, losses}. Times in seconds, latencies and tasks in ms. */
export async function runSatchel(round) {
  const relay = await Relay.start();
  try {
    const relayed = await measureRelayed({ ...round, relay });
    const linked = await measureLinked({ ...round, relay });
    const losses = await countLosses({ ...round, relay });
    const save = (relayed.figures.save + linked.figures.save) / 2;
    const tasks = { ...relayed.tasks };
    for (const [phase, ms] of Object.entries(linked.tasks)) {
      const name = phase in tasks ? `${phase}, linked` : phase;
      tasks[name] = ms;
    }
    return { figures: { ...relayed.figures, ...linked.figures, save }, tasks, losses };
  } finally {
    await relay.stop();
  }
}
