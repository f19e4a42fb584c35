// A real relay with the app, on a socket of this machine.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Starts bin/satchel-relay on dir; port 0 takes a free one. */
export async function startRelay(dir, port = 0) {
  const child = spawn(`${root}bin/satchel-relay`, ["--listen", `127.0.0.1:${port}`, "--data", dir, "--app", `${root}web/dist`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
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
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}
