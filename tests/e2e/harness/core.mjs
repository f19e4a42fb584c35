// A way to the core of a page, for what the page has no button for.

/** Makes a browser one whose core can be called. It must come before the page. */
export async function callable(person) {
  await person.context.addInitScript(hook);
  person.call = (method, params) => person.page.evaluate(([m, p]) => globalThis.callCore(m, p), [method, params]);
}

/** Runs in the page before its own scripts, and keeps the worker that they start. */
function hook() {
  const calls = new Map();
  let core;
  let lastId = 1e9; // far above the page's own
  globalThis.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      if (options?.name !== "core") return;
      core = this;
      this.addEventListener("message", ({ data }) => calls.get(data.id)?.(data));
    }
  };
  globalThis.callCore = async (method, params) => {
    const id = ++lastId;
    const answer = new Promise((resolve) => calls.set(id, resolve));
    core.postMessage({ id, method, params: JSON.stringify(params) });
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.code}: ${error.message}`);
    return JSON.parse(result);
  };
}
