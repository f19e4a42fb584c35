// What the benchmark calls in the page of the raw floor. All times are ms of the
// clock that both people share.

import { answer, offer } from "./channel.js";
import { receiver, sender } from "./socket.js";
import { packings, segmentsOf } from "./squeeze.js";
import { open, openStore, seal } from "./store.js";

const { clock } = globalThis.bench;
const liveNumber = 0xffffffff;

let store;
let wire; // the key that both people share
let packing = packings.plain;
let mailbox;
let link;
let pending;
let liveRow = 1 << 20;
let arrival;

globalThis.floor = {
  /** Opens the store; key seals what travels. */
  async start(how, key) {
    store ??= await openStore();
    wire = await crypto.subtle.importKey("raw", new Uint8Array(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    packing = packings[how];
  },

  /** Saves the file that was given; returns ms until all of it was durable. */
  async save() {
    const segments = segmentsOf(globalThis.benchFile);
    const from = clock();
    await Promise.all(segments.map(async (bytes, i) => store.put(i, await packing.pack(bytes))));
    return clock() - from;
  },

  connect: async (queue) => void (mailbox = await sender(queue)),

  /** Sends segments to the relay; returns ms until they were durable there. */
  async sendAll(count) {
    const from = clock();
    for (let i = 0; i < count; i++) mailbox.send(await seal(wire, await store.get(i)));
    await mailbox.stored(count);
    return clock() - from;
  },

  /** Receives segments from the relay; returns ms until they were durable here. */
  async receiveAll(queue, count) {
    const from = clock();
    await new Promise((resolve, reject) => {
      let number = 0;
      let kept = 0;
      receiver(queue, (sealed) => {
        if (number >= count) return void arrived(sealed);
        keep(number++, sealed).then(() => ++kept === count && resolve(), reject);
      });
    });
    return clock() - from;
  },

  async offer() {
    pending = await offer(onMessage);
    return pending.offer;
  },
  async answer(description) {
    const mine = await answer(description, onMessage);
    pending = { link: mine.link };
    return mine.answer;
  },
  async accept(description) {
    link = await pending.ready(description);
  },
  async opened() {
    link = await pending.link;
  },

  /** Sends segments over the link; returns when that began. */
  async sendDirect(count) {
    const from = clock();
    for (let i = 0; i < count; i++) await link.send(i, await seal(wire, await store.get(i)));
    return from;
  },

  /** Returns when so many segments that came over the link were durable. */
  receivedDirect: (count) => new Promise((resolve) => (expected = { count, resolve })),

  /** Sends an entry, saved before if it is to be kept; returns when that began. */
  async live(text, { direct, kept }) {
    const from = clock();
    const bytes = new TextEncoder().encode(text);
    if (kept) await store.put(liveRow++, bytes);
    const sealed = await seal(wire, bytes);
    if (direct) await link.send(liveNumber, sealed);
    else mailbox.send(sealed);
    return from;
  },

  /** Prepares for a live entry, which is to be kept or not. */
  expect: ({ kept }) => void (arrival = { kept, ...Promise.withResolvers() }),

  /** Resolves to when it was here, durably if it is to be kept. */
  arrival: () => arrival.promise,

  /** Reads one patient, then all; returns ms for each, from an open page on. */
  async reopen(how, count) {
    packing = packings[how];
    const from = clock();
    store = await openStore();
    await read(7 % count);
    const one = clock() - from;
    for (let i = 0; i < count; i++) await read(i);
    return { one, all: clock() - from };
  },

  /** Reads a patient; returns ms. */
  async openPatient(number) {
    const from = clock();
    await read(number);
    return clock() - from;
  },
};

let expected;
let receivedCount = 0;

async function onMessage(number, sealed) {
  if (number === liveNumber) return arrived(sealed);
  await keep(number, sealed);
  if (++receivedCount === expected?.count) expected.resolve(clock());
}

async function keep(number, sealed) {
  await store.put(number, await open(wire, sealed));
}

async function arrived(sealed) {
  const bytes = await open(wire, sealed);
  if (arrival.kept) await store.put(liveRow++, bytes);
  arrival.resolve(clock());
}

async function read(number) {
  const bytes = await packing.unpack(await store.get(number));
  return new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
