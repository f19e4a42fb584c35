// Script URLs are Trusted Types sinks. One policy lets exactly two of them pass.

import workerUrl from "../../worker/index?worker&url";

const serviceWorkerUrl = "/sw.js";

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL(url) {
    if (url === workerUrl || url === serviceWorkerUrl) return url;
    throw new TypeError(`no script may be loaded from ${url}`);
  },
};
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("loader", rules) ?? rules;

/** Starts the worker that runs the core. */
export function startWorker(): Worker {
  return new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "core" });
}

/** Registers the service worker. */
export function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(policy.createScriptURL(serviceWorkerUrl), { updateViaCache: "none" });
}
