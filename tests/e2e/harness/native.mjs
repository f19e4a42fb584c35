// A person without a screen: bin/satchel-peer on a directory.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { passphrase } from "./person.mjs";

const binary = fileURLToPath(new URL("../../../bin/satchel-peer", import.meta.url));
const env = { ...process.env, SATCHEL_PASSPHRASE: passphrase, SATCHEL_LOOPBACK: "1" };

export function nativePeer(world, name) {
  const home = world.profile(name);
  return {
    /** Runs a command to its end and returns what it prints. */
    run(args, input = "") {
      return new Promise((resolve, reject) => {
        const child = execFile(binary, ["--home", home, ...args], { env, maxBuffer: 64 << 20 }, (error, out, err) =>
          error ? reject(new Error(`satchel-peer ${args[0]}: ${err || error.message}`)) : resolve(out),
        );
        child.stdin.end(input);
      });
    },
    async json(...args) {
      return JSON.parse(await this.run([...args, "--json"]));
    },
    /** Stays connected until stop is called. */
    async start(...flags) {
      const child = spawn(binary, ["--home", home, "run", ...flags], { env, stdio: ["ignore", "pipe", "inherit"] });
      const exited = once(child, "exit");
      const stop = async () => {
        child.kill("SIGTERM");
        await exited;
      };
      world.atEnd(stop);
      await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited]);
      if (child.exitCode !== null) throw new Error(`satchel-peer run ended with ${child.exitCode}`);
      return stop;
    },
  };
}
