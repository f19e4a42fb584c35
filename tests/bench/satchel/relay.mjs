// The real relay, serving the real page. Stopped and started again it keeps its
// address, so that the page's storage stays the same, and its mailboxes.

import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startServer } from "../process.mjs";
import { scratch } from "../scratch.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const binary = process.env.SATCHEL_RELAY ?? at("../../../bin/satchel-relay");
const built = process.env.SATCHEL_APP ?? at("../../../web/dist");

/** What is measured: a copy, so that nobody's build changes it meanwhile. */
export const app = join(scratch, "app");
const relay = join(scratch, "satchel-relay");

/** Takes the copy; fails unless "make build" was run. */
export function takeBuild() {
  for (const path of [binary, join(built, "index.html"), join(built, "core.wasm")]) {
    if (!existsSync(path)) throw new Error(`${path} is missing: run "make build" first`);
  }
  cpSync(built, app, { recursive: true });
  cpSync(binary, relay);
}

export class Relay {
  /** Starts a relay with empty mailboxes. */
  static async start() {
    const started = new Relay();
    started.address = `127.0.0.1:${await freePort()}`;
    started.page = `http://${started.address}/`;
    started.socket = `ws://${started.address}/relay`;
    started.data = mkdtempSync(join(scratch, "relay-"));
    await started.resume();
    return started;
  }

  async resume() {
    const args = ["--listen", this.address, "--data", this.data, "--app", app];
    this.end = await startServer(relay, args, `${this.page}healthz`);
  }

  /** Ends the relay; everybody is offline then. */
  async stop() {
    await this.end?.();
    this.end = undefined;
  }

  /** How many frames were put into mailboxes since the start, all durable. */
  async framesStored() {
    const text = await (await fetch(`${this.page}metrics`)).text();
    return Number(/^satchel_relay_frames_stored_total (\S+)$/m.exec(text)[1]);
  }
}
