// The raw floors: the same bytes in segments of 500 entries, AES-GCM, a WebSocket to
// a relay with one fdatasync for all that wait, or a data channel; IndexedDB with
// strict durability. No signatures, no index, nothing that could be left out. The
// second floor deflates the segments before they are saved.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Person } from "./browser.mjs";
import { median } from "./figures.mjs";
import { latencies } from "./live.mjs";
import { freePort, startServer } from "./process.mjs";
import { scratch } from "./scratch.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const binary = join(scratch, "floor");

/** Builds the floor's relay. */
export function buildFloor() {
  execFileSync("go", ["build", "-o", binary, "./floor"], { cwd: here, stdio: "inherit" });
}

/** One round. packing is "plain" or "deflate". Times in seconds, latencies in ms. */
export async function runFloor({ file, corpus, samples, packing }) {
  const url = `http://127.0.0.1:${await freePort()}/`;
  const log = join(scratch, `floor-${Date.now()}.log`);
  const args = ["-listen", new URL(url).host, "-files", join(here, "floor/page"), "-log", log];
  const stop = await startServer(binary, args, url);
  const [a, b] = [new Person("floor-a"), new Person("floor-b")];
  const key = [...randomBytes(32)];
  const start = (person) => person.run(([how, key]) => floor.start(how, key), [packing, key]);
  const round = { a, b, url, file, count: corpus.patients.length, packing, start, samples };
  try {
    await Promise.all([a.open(url), b.open(url)]);
    await Promise.all([start(a), start(b)]);
    return { ...(await relayed(round)), ...(await reopened(round)), ...(await linked(round)) };
  } finally {
    await Promise.all([a.forget(), b.forget()]);
    await stop();
  }
}

async function relayed({ a, b, file, count, samples }) {
  await a.give(file);
  const save = await a.run(() => floor.save());
  await a.run(() => floor.connect("ab"));
  const toRelay = await a.run((count) => floor.sendAll(count), count);
  const fromRelay = await b.run((count) => floor.receiveAll("ab", count), count);
  const live = await bothWays(a, b, samples, false);
  return {
    save: save / 1000,
    toRelay: toRelay / 1000,
    fromRelay: fromRelay / 1000,
    sync: (toRelay + fromRelay) / 1000,
    liveRelay50: live.kept.p50,
    liveRelay95: live.kept.p95,
    bareRelay50: live.bare.p50,
    bareRelay95: live.bare.p95,
  };
}

async function reopened({ a, url, count, packing, start }) {
  await a.close();
  await a.open(url);
  const { one, all } = await a.run(([packing, count]) => floor.reopen(packing, count), [packing, count]);
  await start(a);
  const patients = [];
  for (let i = 1; i < count; i++) patients.push(await a.run((i) => floor.openPatient(i), i));
  return {
    reopenOne: one / 1000,
    reopenAll: all / 1000,
    patient50: median(patients),
    patientMax: Math.max(...patients),
  };
}

async function linked({ a, b, count, samples }) {
  const offer = await a.run(() => floor.offer());
  const answer = await b.run((offer) => floor.answer(offer), offer);
  await Promise.all([a.run((answer) => floor.accept(answer), answer), b.run(() => floor.opened())]);
  const received = b.run((count) => floor.receivedDirect(count), count);
  const from = await a.run((count) => floor.sendDirect(count), count);
  const direct = (await received) - from;
  const live = await bothWays(a, b, samples, true);
  return {
    direct: direct / 1000,
    liveDirect50: live.kept.p50,
    liveDirect95: live.kept.p95,
    bareDirect50: live.bare.p50,
    bareDirect95: live.bare.p95,
  };
}

/** Latency with a strict commit at each end, and bare; nothing if no samples are asked for. */
async function bothWays(a, b, samples, direct) {
  if (samples === 0) return { kept: {}, bare: {} };
  return {
    kept: await latencies(samples, (i) => one(a, b, i, { direct, kept: true })),
    bare: await latencies(Math.ceil(samples / 2), (i) => one(a, b, i, { direct, kept: false })),
  };
}

/** Sends one entry of 1 KB and returns the ms until the other had it. */
async function one(a, b, i, how) {
  const text = `${i} `.padEnd(1000, "live entry ");
  await b.run((how) => floor.expect(how), how);
  const from = await a.run(([text, how]) => floor.live(text, how), [text, how]);
  return (await b.run(() => floor.arrival())) - from;
}
