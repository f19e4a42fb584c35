// Measures Satchel on 10,000 entries of about 1 KB beside the raw floors and PouchDB,
// all in one run, and prints medians and ratios:
//
//	node tests/bench/bench.mjs
//
//	ROUNDS=3        rounds; a round measures every system once
//	SAMPLES=100     single entries for each latency
//	ENTRIES=10000   entries, 500 to a patient
//	SYSTEMS=floor,deflate,satchel,pouch
//	PATIENCE=60     seconds to wait before each measurement for others to be calm
//	CHROMIUM, SATCHEL_RELAY, SATCHEL_APP   other browser, relay binary, page folder
//
// Everybody is a Chromium process of their own with a profile on disk. Exits with 1 if
// anything that was promised durable is lost after SIGKILL; missed aims only show.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCorpus, toNdjson } from "./corpus.mjs";
import { Figures } from "./figures.mjs";
import { buildFloor, runFloor } from "./floor.mjs";
import { describeMachine, waitForCalm } from "./machine.mjs";
import { installPouch, pouchVersion, runPouch } from "./pouch.mjs";
import { printReport } from "./report.mjs";
import { coreSize, runSatchel } from "./satchel.mjs";
import { takeBuild } from "./satchel/relay.mjs";
import { scratch } from "./scratch.mjs";

const rounds = Number(process.env.ROUNDS ?? 3);
const patience = Number(process.env.PATIENCE ?? 60);
const systems = (process.env.SYSTEMS ?? "floor,deflate,satchel,pouch").split(",");

const corpus = makeCorpus(20261122, Number(process.env.ENTRIES ?? 10_000));
const file = join(scratch, "corpus.ndjson");
writeFileSync(file, toNdjson(corpus));
const round = { file, corpus, samples: Number(process.env.SAMPLES ?? 100) };

const runs = {
  floor: () => runFloor({ ...round, packing: "plain" }),
  deflate: () => runFloor({ ...round, packing: "deflate", samples: 0 }),
  pouch: () => runPouch({ ...round, samples: Math.min(round.samples, 30) }),
  satchel: takeSatchel,
};
const figures = new Figures();
const tasks = {};
const losses = { promised: 0, lost: 0, kills: 0 };

prepare();
const machine = { ...describeMachine(), pouch: pouchVersion() };
const loads = [];
for (let i = 1; i <= rounds; i++) {
  for (const system of systems) {
    console.error(`round ${i} of ${rounds}: ${system}`);
    loads.push(await waitForCalm(patience));
    figures.add(system, await runs[system]());
  }
}
const result = { machine: { ...machine, loads }, rounds, corpus: describe(corpus), tasks, losses, core: core() };
printReport({ ...result, figures });
keep({ ...result, samples: figures.samples });
process.exitCode = losses.lost > 0 ? 1 : 0;

function prepare() {
  if (systems.includes("satchel")) takeBuild();
  if (systems.includes("pouch")) installPouch();
  buildFloor();
}

async function takeSatchel() {
  const taken = await runSatchel(round);
  for (const [phase, ms] of Object.entries(taken.tasks)) tasks[phase] = Math.max(tasks[phase] ?? 0, ms);
  for (const name of Object.keys(losses)) losses[name] += taken.losses[name];
  return taken.figures;
}

function core() {
  return systems.includes("satchel") ? coreSize() : undefined;
}

function describe({ patients, entries, bytes, ratio }) {
  return { patients: patients.length, entries, bytes, ratio };
}

function keep(all) {
  const out = fileURLToPath(new URL("out", import.meta.url));
  mkdirSync(out, { recursive: true });
  const path = join(out, `${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
  writeFileSync(path, JSON.stringify(all, null, 2) + "\n");
  console.log(`\nAll samples: ${path}`);
}
