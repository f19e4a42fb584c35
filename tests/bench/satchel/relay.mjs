// The real relay, serving the real page. Stopped and started again it keeps its
// address, so that the page's storage stays the same, and its mailboxes.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startServer } from "../process.mjs";
import { scratch } from "../scratch.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export const binary = process.env.SATCHEL_RELAY ?? at("../../../bin/satchel-relay");
export const app = process.env.SATCHEL_APP ?? at("../../../web/dist");

export class Relay {
  /** Starts a relay with empty mailboxes. */
  static async start() {
    const relay = new Relay();
    relay.address = `127.0.0.1:${await freePort()}`;
    relay.page = `http://${relay.address}/`;
    relay.socket = `ws://${relay.address}/relay`;
    relay.data = mkdtempSync(join(scratch, "relay-"));
    await relay.resume();
    return relay;
  }

  async resume() {
    const args = ["--listen", this.address, "--data", this.data, "--app", app];
    this.end = await startServer(binary, args, `${this.page}healthz`);
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
