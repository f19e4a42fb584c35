// Gives the core a way to derive keys elsewhere: see wasm/derive.go.

import kdfUrl from "../kdf/index?worker&url";
import type { KdfRequest } from "../kdf/index";

interface Policy {
  createScriptURL(url: string): string;
}

const rules: Policy = {
  createScriptURL(url) {
    if (url === kdfUrl) return url;
    throw new TypeError(`no script may be loaded from ${url}`);
  },
};
const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
const policy = trustedTypes?.createPolicy("loader", rules) ?? rules;

/** Installs satchelDeriveKey, which resolves to the key. */
export function installKdf(): void {
  Object.assign(self, { satchelDeriveKey: derive });
}

function derive(request: KdfRequest): Promise<Uint8Array> {
  const worker = new Worker(policy.createScriptURL(kdfUrl), { type: "module", name: "kdf" });
  const answered = new Promise<Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the passphrase worker did not start"));
  });
  worker.postMessage(request);
  return answered.finally(() => worker.terminate());
}
