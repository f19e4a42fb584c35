// Latency of single entries, one after the other.

import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./figures.mjs";

/** Calls one(i), which resolves to milliseconds, so many times after a warm-up. */
export async function latencies(count, one) {
  const samples = [];
  for (let i = -5; i < count; i++) {
    const sample = await one(i);
    if (i >= 0) samples.push(sample);
    // Entries come one by one and in no rhythm with anybody's timers.
    await sleep(10 + ((i * 7919) % 31));
  }
  return { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95), samples };
}
