// What the figures were measured on.

import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { executable } from "./browser.mjs";
import { scratch } from "./scratch.mjs";

/** Describes the machine. */
export function describeMachine() {
  const processors = cpus();
  return {
    processor: `${processors.length} × ${processors[0].model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `Linux ${release()}`,
    disk: says("stat", "-f", "-c", "%T", scratch),
    browser: says(executable, "--version"),
    go: says("go", "env", "GOVERSION"),
    node: process.version,
  };
}

/** Above this share of the processors, others disturb. */
export const calm = 0.15;

/** Waits, at most so many seconds, until others are calm; resolves to the share of all processors, 0 to 1, that they use. */
export async function waitForCalm(patience) {
  const end = performance.now() + 1000 * patience;
  for (;;) {
    const share = await busy(1000);
    if (share <= calm || performance.now() > end) return share;
  }
}

async function busy(ms) {
  const before = ticks();
  await sleep(ms);
  const after = ticks();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function ticks() {
  const sum = { idle: 0, all: 0 };
  for (const { times } of cpus()) {
    sum.idle += times.idle;
    sum.all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return sum;
}

function says(command, ...args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}
