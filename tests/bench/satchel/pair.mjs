// Two people in one network, the second admitted by the first.

import { Peer } from "./peer.mjs";
import { installProbes } from "./probe.mjs";

export class Pair {
  /** direct: whether they may link their browsers. */
  static async meet(relay, { direct }) {
    const pair = new Pair();
    pair.relay = relay;
    pair.tasks = {};
    const way = direct ? "direct" : "relay";
    pair.a = new Peer(`a-${way}`, { direct });
    pair.b = new Peer(`b-${way}`, { direct });
    await pair.open(pair.a);
    await pair.open(pair.b);
    await pair.a.create(relay.socket);
    await pair.b.join(pair.a);
    const members = await pair.a.call("members.list");
    pair.colleague = members.find(({ me }) => !me).id;
    await pair.settle();
    return pair;
  }

  /** Opens a peer's page. */
  async open(peer) {
    await peer.open(this.relay.page);
    await peer.run(installProbes);
    await peer.longestTask(); // loading the page is no part of any figure
  }

  /** Opens a peer's page and unlocks it. */
  async wake(peer) {
    await this.open(peer);
    await peer.unlock();
  }

  /** Waits until nothing is on its way any more. */
  async settle() {
    await this.a.until("network.get", ({ waiting }) => waiting === 0);
  }

  /** Does what a phase consists of and notes the longest task of its screens. */
  async phase(name, work) {
    const peers = [this.a, this.b].filter(({ context }) => context);
    await Promise.all(peers.map((peer) => peer.longestTask()));
    const result = await work();
    const open = [this.a, this.b].filter(({ context }) => context);
    this.tasks[name] = Math.max(...(await Promise.all(open.map((peer) => peer.longestTask()))));
    return result;
  }

  async forget() {
    await Promise.all([this.a.forget(), this.b.forget()]);
  }
}
