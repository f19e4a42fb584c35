// The page as an installed app: offline shell, updates, storage that stays.

import { signal } from "@preact/signals";
import { registerServiceWorker } from "../rpc/loader";

interface InstallPrompt extends Event {
  prompt(): Promise<void>;
}

/** A new release waits to be started. */
export const updateReady = signal(false);
/** The browser offers to install the page. */
export const installable = signal(false);
export const persisted = signal<boolean>();

let waiting: ServiceWorker | undefined;
let installPrompt: InstallPrompt | undefined;

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installPrompt = event as InstallPrompt;
    installable.value = true;
  });
  addEventListener("appinstalled", () => (installable.value = false));
  void checkPersisted();
  if ("serviceWorker" in navigator) void register();
}

async function register(): Promise<void> {
  const registration = await registerServiceWorker().catch(() => undefined);
  if (!registration) return;
  const announce = (worker: ServiceWorker | null) => {
    if (worker?.state === "installed" && navigator.serviceWorker.controller) {
      waiting = worker;
      updateReady.value = true;
    }
  };
  announce(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => announce(worker));
  });
  setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
}

/** Starts the waiting release: the page loads anew. */
export function startUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage({ start: true });
}

export async function install(): Promise<void> {
  await installPrompt?.prompt();
  installable.value = false;
}

export async function checkPersisted(): Promise<void> {
  persisted.value = await navigator.storage?.persisted?.();
}

/** Asks the browser to keep the record even when it needs room. */
export async function askToPersist(): Promise<boolean> {
  persisted.value = await navigator.storage?.persist?.();
  return persisted.value ?? false;
}
