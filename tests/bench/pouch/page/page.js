// What the benchmark calls in the page of PouchDB, which runs as its manual begins:
// the default IndexedDB adapter, default batch sizes. Times are ms.

const { clock } = globalThis.bench;
const remote = `${location.origin}/db/record`;
const db = new PouchDB("record");
let arrival;

globalThis.pouch = {
  /** Saves the file that was given; returns ms. */
  async save() {
    const lines = new TextDecoder().decode(globalThis.benchFile).trimEnd().split("\n");
    const docs = lines.map((line, i) => documentOf(Math.floor(i / 500), i, JSON.parse(line)));
    const from = clock();
    const results = await db.bulkDocs(docs);
    if (results.some(({ ok }) => !ok)) throw new Error("a document was not saved");
    return clock() - from;
  },

  /** Replicates to or from the server; returns ms and how many documents came over. */
  async replicate(direction) {
    const from = clock();
    const { docs_written: written } = await db.replicate[direction](remote);
    return { ms: clock() - from, written };
  },

  /** Keeps in step with the server from now on. */
  async sync() {
    const running = db.sync(remote, { live: true, retry: true });
    await new Promise((resolve) => running.on("paused", resolve));
    db.changes({ since: "now", live: true }).on("change", () => arrival?.resolve(clock()));
  },

  /** Saves one document; returns when that began. */
  async put(i) {
    const from = clock();
    await db.put(documentOf(99, i, { text: "".padEnd(950, "live entry ") }));
    return from;
  },

  expect: () => void (arrival = Promise.withResolvers()),
  arrival: () => arrival.promise,

  /** Reads one patient, then all; returns ms for each. */
  async reopen() {
    const from = clock();
    await read(7);
    const one = clock() - from;
    await db.allDocs({ include_docs: true });
    return { one, all: clock() - from };
  },

  /** Reads a patient; returns ms. */
  async openPatient(number) {
    const from = clock();
    await read(number);
    return clock() - from;
  },
};

function documentOf(patient, i, resource) {
  const pad = (n, digits) => String(n).padStart(digits, "0");
  return { _id: `${pad(patient, 4)}/${pad(i, 6)}`, resource };
}

function read(patient) {
  const prefix = `${String(patient).padStart(4, "0")}/`;
  return db.allDocs({ include_docs: true, startkey: prefix, endkey: `${prefix}\ufff0` });
}
