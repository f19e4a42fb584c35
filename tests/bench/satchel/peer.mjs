// One person's Satchel: the page in a browser of its own, and the core behind it.

import { setTimeout as sleep } from "node:timers/promises";
import { Person } from "../browser.mjs";
import { hookCore, hookStore } from "./hook.mjs";

const passphrase = "a long passphrase for a benchmark";

/** Takes direct links from the page, so that everything goes over the relay. */
function withoutLinks() {
  globalThis.RTCPeerConnection = class {
    constructor() {
      throw new DOMException("switched off for the benchmark", "NotSupportedError");
    }
  };
}

export class Peer extends Person {
  constructor(name, { direct }) {
    super(name, { scripts: direct ? [hookCore] : [hookCore, withoutLinks] });
  }

  /** Calls a method of the core. */
  call(method, params = {}) {
    return this.run(([method, params]) => bench.call(method, params), [method, params]);
  }

  /** Makes a network. */
  async create(relay) {
    const params = { passphrase, name: `Dr ${this.name}`, role: "gp", network: "Benchmark", relay };
    await this.call("session.create", params);
    await this.installed();
  }

  /** Joins by an invitation of another peer; resolves when admitted. */
  async join(other) {
    const { link } = await other.call("members.invite", { role: "nurse" });
    await this.call("session.join", { link, passphrase, name: `Nurse ${this.name}` });
    await this.until("session.get", ({ state }) => state === "open");
    await this.installed();
  }

  /** Resolves when the page would open without a server. */
  installed() {
    return this.run(() => navigator.serviceWorker.ready.then(() => {}));
  }

  /**
   * Unlocks, then runs a function in the page. Resolves to its result and to the moment
   * when the key was derived: the core blocks its worker meanwhile, so that is its first
   * use of IndexedDB after the longest pause.
   */
  async unlock(then = () => undefined) {
    const worker = this.page.workers().find((w) => w.url().includes("/assets/"));
    await this.call("session.get");
    await worker.evaluate(hookStore);
    const { opened, result } = await this.run(
      `(async (passphrase) => {
        await bench.call("session.unlock", { passphrase });
        const opened = bench.clock();
        return { opened, result: await (${then})() };
      })(${JSON.stringify(passphrase)})`,
    );
    const uses = (await worker.evaluate(() => globalThis.benchStoreUses)).filter((at) => at <= opened);
    const pauses = uses.slice(1).map((at, i) => at - uses[i]);
    return { derived: uses[pauses.indexOf(Math.max(...pauses)) + 1], result };
  }

  /** Asks until the answer is right. */
  async until(method, right, params = {}, every = 50) {
    for (let tries = 0; tries < 60_000 / every; tries++) {
      const answer = await this.call(method, params);
      if (right(answer)) return answer;
      await sleep(every);
    }
    throw new Error(`${this.name}: ${method} did not come right within a minute`);
  }

  /** The stream between this peer and the only other one. */
  async stream() {
    const { streams } = await this.call("status.get");
    return streams[0];
  }

  /** Identifiers of all patients. */
  async patients() {
    const { items } = await this.call("patients.list", { search: "", offset: 0, limit: 500 });
    return items.map(({ id }) => id);
  }
}
