// Latency of single entries, one after the other.

import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./figures.mjs";

/** Calls one(i), which resolves to milliseconds, so many times after a warm-up. */
export async function latencies(count, one) {
  const samples = [];
  for (let i = -5; i < count; i++) {
    const sample = await one(i);
    if (i >= 0) samples.push(sample);
    // Entries come as people write them: one by one, in no rhythm with any timer, and
    // further apart than a peer may gather its news (100 ms).
    await sleep(120 + (((i + 5) * 7919) % 41));
  }
  return { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95), samples };
}
