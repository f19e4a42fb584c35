// PouchDB in both browsers, replicating through its own server: no encryption, no
// signatures, relaxed durability, no fsync at the server.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Person } from "./browser.mjs";
import { median } from "./figures.mjs";
import { latencies } from "./live.mjs";
import { freePort, startServer } from "./process.mjs";
import { scratch } from "./scratch.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Installs PouchDB beside the benchmark, unless it is there. */
export function installPouch() {
  if (existsSync(join(here, "node_modules/.package-lock.json"))) return;
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: here, stdio: "inherit" });
}

/** The version that is compared with. */
export function pouchVersion() {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  return `PouchDB ${dependencies.pouchdb}, express-pouchdb ${dependencies["express-pouchdb"]}`;
}

/** One round. Times in seconds, latencies in ms. */
export async function runPouch({ file, corpus, samples }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/page/`;
  const data = mkdtempSync(join(scratch, "pouch-"));
  const stop = await startServer(process.execPath, [join(here, "pouch/server.mjs"), String(port), data], url);
  const [a, b] = [new Person("pouch-a"), new Person("pouch-b")];
  try {
    await a.open(url);
    const first = await copied({ a, b, url, file, entries: corpus.entries });
    await Promise.all([a.run(() => pouch.sync()), b.run(() => pouch.sync())]);
    const live = await latencies(samples, (i) => one(a, b, i));
    const last = await reopened(a, url, corpus.patients.length);
    return { ...first, liveRelay50: live.p50, liveRelay95: live.p95, ...last };
  } finally {
    await Promise.all([a.forget(), b.forget()]);
    await stop();
  }
}

async function copied({ a, b, url, file, entries }) {
  await a.give(file);
  const save = await a.run(() => pouch.save());
  const up = await a.run(() => pouch.replicate("to"));
  await b.open(url);
  const down = await b.run(() => pouch.replicate("from"));
  if (up.written !== entries || down.written !== entries) {
    throw new Error(`PouchDB replicated ${up.written} and ${down.written} of ${entries} documents`);
  }
  const [toRelay, fromRelay] = [up.ms / 1000, down.ms / 1000];
  return { save: save / 1000, toRelay, fromRelay, sync: toRelay + fromRelay };
}

async function one(a, b, i) {
  await b.run(() => pouch.expect());
  const from = await a.run((i) => pouch.put(i + 1000), i);
  return (await b.run(() => pouch.arrival())) - from;
}

async function reopened(person, url, count) {
  await person.close();
  await person.open(url);
  const { one, all } = await person.run(() => pouch.reopen());
  const patients = [];
  for (let i = 1; i < count; i++) patients.push(await person.run((i) => pouch.openPatient(i), i));
  return {
    reopenOne: one / 1000,
    reopenAll: all / 1000,
    patient50: median(patients),
    patientMax: Math.max(...patients),
  };
}
