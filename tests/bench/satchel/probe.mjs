// What the benchmark does inside the page, so that a figure holds no round trips to
// the outside. Installed once per page by installProbes.

/** Runs in the page, after it was opened. */
export function installProbes() {
  const { bench } = globalThis;
  const { call, clock, on } = bench;

  Object.assign(bench, {
    /** Imports the file that was given; resolves to {ms, report}. */
    async save() {
      const from = clock();
      const report = await call("import.run", { name: "corpus.ndjson" }, globalThis.benchFile);
      return { ms: clock() - from, report };
    },

    /** Shares all these patients with a member; resolves to when it began. */
    async share(patients, member) {
      const from = clock();
      const one = (patient) => call("share.add", { patient, members: [member], reason: "care", until: "" });
      await Promise.all(patients.map(one));
      return from;
    },

    /** Begins to listen until so many entries have arrived, durably. */
    expectEntries(count) {
      let arrived = 0;
      bench.allArrived = new Promise((resolve) => {
        const end = on((event, data) => {
          if (event !== "patients") return;
          arrived += JSON.parse(data).arrived;
          if (arrived < count) return;
          end();
          resolve(clock());
        });
      });
    },

    /** Begins to listen until no more than so many entries wait for a receipt, after more did. */
    expectReceipts(most = 0) {
      let before = 0;
      bench.receipted = new Promise((resolve) => {
        const end = on((event, data) => {
          if (event !== "network") return;
          const { waiting } = JSON.parse(data);
          const down = before > most && waiting <= most;
          before = waiting;
          if (!down) return;
          end();
          resolve({ at: clock(), waiting });
        });
      });
    },

    /** Writes a note; resolves to when that began and its entry. */
    async note(patient, text) {
      const from = clock();
      const { id } = await call("entry.note", { patient, text, private: false });
      return { from, id };
    },

    /** Opens a patient as the page does: chart and first lines of the timeline. */
    openPatient(patient) {
      const page = { patient, kind: "", search: "", offset: 0, limit: 100 };
      return Promise.all([call("patient.chart", { patient }), call("patient.timeline", page)]);
    },

    /** Opens the list and one patient, then everything; resolves to the moments and ms per patient. */
    async readAll() {
      const { items } = await call("patients.list", { search: "", offset: 0, limit: 100 });
      const [first, ...others] = items.map(({ id }) => id);
      await bench.openPatient(first);
      const one = clock();
      const opened = [];
      let entries = await readRest(first);
      for (const patient of others) {
        const from = clock();
        await bench.openPatient(patient);
        opened.push(clock() - from);
        entries += await readRest(patient);
      }
      return { one, all: clock(), opened, entries };
    },
  });

  Object.assign(bench, {
    /** Goes to each patient's page, one after the other; resolves to the ms until entries of theirs were in it. */
    async showAll() {
      const { items } = await call("patients.list", { search: "", offset: 0, limit: 100 });
      const shown = [];
      for (const { id } of items) {
        const from = clock();
        location.hash = `#/patient/${encodeURIComponent(id)}`;
        await present(`a[href*="${id}/entry/"]`);
        shown.push(clock() - from);
      }
      return shown;
    },
  });

  /** Resolves when the page has an element, laid out. */
  function present(selector) {
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`${selector} does not appear`)), 10_000);
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      look();
      function look() {
        const element = document.querySelector(selector);
        if (!element?.getBoundingClientRect().height) return;
        observer.disconnect();
        resolve();
      }
    });
  }

  async function readRest(patient) {
    const page = { patient, kind: "", search: "", offset: 100, limit: 500 };
    return (await call("patient.timeline", page)).items.length + 100;
  }
}
