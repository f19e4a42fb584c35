// Gives the benchmark a way to the core: the worker that the page itself starts. What is
// measured is the real page, the real worker and the real port between them.

/** Runs in the page before its own scripts. */
export function hookCore() {
  const calls = new Map();
  const listeners = new Set();
  let core;
  let lastId = 1e9; // far above the page's own

  globalThis.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      if (options?.name !== "core") return;
      core = this;
      this.addEventListener("message", ({ data }) => receive(data));
    }
  };

  function receive(message) {
    if ("id" in message) {
      calls.get(message.id)?.(message);
      calls.delete(message.id);
    } else if ("event" in message) {
      for (const listener of listeners) listener(message.event, message.data);
    }
  }

  const on = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const ready = new Promise((resolve) => on((event) => event === "ready" && resolve()));

  Object.assign(globalThis.bench, {
    /** Calls a method of the core; resolves to its result. */
    async call(method, params = {}, bytes) {
      await ready;
      const id = ++lastId;
      const answer = new Promise((resolve) => calls.set(id, resolve));
      core.postMessage({ id, method, params: JSON.stringify(params), ...(bytes && { bytes }) }, bytes ? [bytes] : []);
      const { result, error } = await answer;
      if (error) throw new Error(`${method}: ${error.code}: ${error.message}`);
      return JSON.parse(result);
    },
    on,
  });
}

/** Runs in the worker: notes when the core uses IndexedDB, which it cannot while it derives a key. */
export function hookStore() {
  const uses = [];
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...args) {
    uses.push(performance.timeOrigin + performance.now());
    return transaction.apply(this, args);
  };
  globalThis.benchStoreUses = uses;
}
