// What the figures were measured on.

import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { executable } from "./browser.mjs";

/** Describes the machine and how busy it is, as lines of text. */
export function describeMachine() {
  const processors = cpus();
  return {
    processor: `${processors.length} × ${processors[0].model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `Linux ${release()}`,
    browser: says(executable, "--version"),
    go: says("go", "env", "GOVERSION"),
    node: process.version,
    load: loadavg()[0],
  };
}

function says(command, ...args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}
