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

/** The share of all processors, from 0 to 1, that others use now, over half a second. */
export async function busy() {
  const before = ticks();
  await sleep(500);
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
