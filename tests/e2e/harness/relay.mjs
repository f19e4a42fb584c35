// A real relay with the app, on a socket of this machine.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Starts bin/satchel-relay on dir; port 0 takes a free one. */
export async function startRelay(dir, port = 0) {
  const child = spawn(`${root}bin/satchel-relay`, ["--listen", `127.0.0.1:${port}`, "--data", dir, "--app", `${root}web/dist`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stderr.on("data", (chunk) => said.push(chunk));
  const exited = once(child, "exit");
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited.then(() => [""])]);
  if (!line) throw new Error(`the relay did not start: ${Buffer.concat(said)}`);
  const url = new URL(line.slice(line.indexOf("http://")));
  return {
    url: url.href,
    port: Number(url.port),
    dir,
    /** One counter, summed over its labels. */
    async metric(name) {
      const text = await (await fetch(new URL("/metrics", url))).text();
      return text
        .split("\n")
        .filter((l) => l.startsWith(name + " ") || l.startsWith(name + "{"))
        .reduce((sum, l) => sum + Number(l.slice(l.lastIndexOf(" "))), 0);
    },
    stored() {
      return this.metric("satchel_relay_frames_stored_total");
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}
