// The report: medians of all rounds, ratios of the same run, aims.

import { calm } from "./machine.mjs";

const seconds = (value) => `${value.toFixed(value < 0.0995 ? 3 : 2)} s`;
const milliseconds = (value) => `${value.toFixed(1)} ms`;
const times = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ×`;

/** [figure, how it is written, aim: {floor: at most × floor, pouch: at least × PouchDB, most: at most}] */
const rows = [
  ["save", "save at A", seconds, { floor: 2.5 }],
  ["toRelay", "A → relay", seconds, {}],
  ["fromRelay", "relay → B, durable", seconds, {}],
  ["sync", "both: sync", seconds, { floor: 2.5, pouch: 10 }],
  ["direct", "direct A → B, durable", seconds, { floor: 2.5 }],
  ["liveRelay50", "live by relay, p50", milliseconds, {}],
  ["liveRelay95", "live by relay, p95", milliseconds, { most: 15 }],
  ["bareRelay50", "  nothing stored, p50", milliseconds, {}],
  ["bareRelay95", "  nothing stored, p95", milliseconds, {}],
  ["liveDirect50", "live direct, p50", milliseconds, {}],
  ["liveDirect95", "live direct, p95", milliseconds, { most: 8 }],
  ["bareDirect50", "  nothing stored, p50", milliseconds, {}],
  ["bareDirect95", "  nothing stored, p95", milliseconds, {}],
  ["reopenOne", "reopen to one patient", seconds, { most: 0.15 }],
  ["reopenAll", "reopen to all", seconds, {}],
  ["patient50", "open a patient of 500, p50", milliseconds, { most: 50 }],
  ["patientMax", "open a patient of 500, worst", milliseconds, {}],
  ["screen50", "  until on the screen, p50", milliseconds, { most: 50 }],
  ["screenMax", "  until on the screen, worst", milliseconds, {}],
];

/** Prints everything to standard output. */
export function printReport({ machine, rounds, corpus, figures, tasks, losses, core }) {
  printHead({ machine, rounds, corpus });
  const head = ["", "floor", "floor, deflated", "Satchel", "PouchDB", "Satchel / floor", "PouchDB / Satchel", "aim"];
  printTable([head, ...rows.map((row) => line(row, figures)).filter(Boolean)]);
  if (core !== undefined) printRest({ tasks, losses, core });
}

function printHead({ machine, rounds, corpus }) {
  const { processor, memory, system, disk, browser, go, node, pouch, loads } = machine;
  const most = Math.max(...loads);
  console.log(`${processor}, ${memory}, ${system}, profiles on ${disk}; ${browser}; ${go}; Node ${node}; ${pouch}`);
  console.log(
    `Before each measurement others used ${percent(Math.min(...loads))} to ${percent(most)} of the processors` +
      (most > calm ? ": THE MACHINE WAS BUSY, trust ratios more than figures." : "."),
  );
  console.log(
    `${corpus.entries} generated FHIR resources of ${corpus.patients} patients, ${(corpus.bytes / corpus.entries).toFixed(0)}` +
      ` bytes each, gzip ${corpus.ratio.toFixed(1)} : 1. Medians of ${rounds} rounds.\n`,
  );
}

const percent = (share) => `${Math.round(100 * share)} %`;

function line([name, title, write, aim], figures) {
  const [floor, deflate, satchel, pouch] = ["floor", "deflate", "satchel", "pouch"].map((s) => figures.median(s, name));
  if ([floor, deflate, satchel, pouch].every((value) => value === undefined)) return undefined;
  const shown = (value) => (value === undefined ? "–" : write(value));
  const ratio = (over, under) => (over === undefined || under === undefined ? "–" : times(over / under));
  return [
    title,
    shown(floor),
    shown(deflate),
    shown(satchel),
    shown(pouch),
    ratio(satchel, floor),
    ratio(pouch, satchel),
    verdict(aim, write, { floor, satchel, pouch }),
  ];
}

function verdict(aim, write, { floor, satchel, pouch }) {
  const checks = [];
  if (aim.floor) checks.push([`≤ ${aim.floor} × floor`, satchel / floor <= aim.floor]);
  if (aim.pouch) checks.push([`≥ ${aim.pouch} × PouchDB`, pouch / satchel >= aim.pouch]);
  if (aim.most) checks.push([`≤ ${write(aim.most)}`, satchel <= aim.most]);
  const known = satchel !== undefined && !(aim.floor && floor === undefined) && !(aim.pouch && pouch === undefined);
  return checks.map(([text, met]) => (known ? `${text}: ${met ? "met" : "MISSED"}` : text)).join(", ");
}

function printTable(table) {
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const last = widths.length - 1;
  for (const row of table) {
    const cells = row.map((cell, i) => (i === 0 || i === last ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    console.log(cells.join("  ").trimEnd());
  }
}

function printRest({ tasks, losses, core }) {
  const met = (ok) => (ok ? "met" : "MISSED");
  const worst = Math.max(...Object.values(tasks));
  console.log(`\nTasks over 50 ms on the screen's thread: ${overLong(tasks)} (aim: none: ${met(worst === 0)})`);
  console.log(`core.wasm: ${core.toFixed(2)} MB brotli (aim: ≤ 2.0 MB: ${met(core <= 2)})`);
  console.log(
    `${losses.kills} × SIGKILL right after "saved" or "received", reopened offline: ` +
      `${losses.lost} of ${losses.promised} entries lost (aim: 0: ${met(losses.lost === 0)})`,
  );
  console.log(notes);
}

function overLong(tasks) {
  const long = Object.entries(tasks).filter(([, ms]) => ms > 0);
  return long.map(([phase, ms]) => `${phase} ${Math.round(ms)} ms`).join(", ") || "none";
}

const notes = `
floor: the same bytes in segments of 500 entries, AES-GCM at rest and once more on the way, WebSocket to a relay with
one fdatasync for all that wait, or data channel; IndexedDB strict, values of 48 KiB. Live: one strict commit at each end.
Satchel: from the call to the core, through page and worker. Save ends with the import's answer; A → relay begins with the
first share and ends with the relay's last durable frame; relay → B begins when B has its key; all "durable"
figures end with B's own report or its receipt at A. Live ends with the event at B's page, after its commit. Reopening is
offline, from the shell that the service worker keeps; it begins when the key is derived: the first use of IndexedDB
after the longest pause of unlocking. "One patient" is list, chart and 100 lines of the timeline; "all" is every line.
"On the screen" is from the change of address until entries of the patient are laid out in the page; each patient for the
first time since unlocking.
PouchDB: default settings, relaxed durability, no encryption; one patient is 500 documents.`;
