// The service worker: keeps one release of the shell and serves it offline. It is
// trust on first use: whoever serves the page can also replace this file.

/** Set by the build: every file of the release with its integrity. */
declare const __RELEASE__: { version: string; files: [path: string, integrity: string][] };

// The library types self as any worker's scope.
const sw = self as unknown as ServiceWorkerGlobalScope;
const cacheName = `satchel-${__RELEASE__.version}`;
const paths = new Set(__RELEASE__.files.map(([path]) => path));

sw.addEventListener("install", (event) => event.waitUntil(precache()));
sw.addEventListener("activate", (event) => event.waitUntil(takeCharge()));
sw.addEventListener("message", ({ data }) => {
  // Only the page decides when a new release starts, never in the middle of work.
  if ((data as { start?: boolean } | null)?.start) void sw.skipWaiting();
});
sw.addEventListener("fetch", (event) => {
  const path = shellPath(event.request);
  if (path) event.respondWith(serve(path, event.request));
});

async function precache(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(
    __RELEASE__.files.map(async ([path, integrity]) => {
      const response = await fetch(path, { integrity, cache: "no-cache" });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(path, response);
    }),
  );
}

async function takeCharge(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("satchel-") && name !== cacheName) await caches.delete(name);
  }
  await sw.clients.claim();
}

/** The file of the release that answers request, if one does. */
function shellPath(request: Request): string | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== sw.location.origin) return undefined;
  if (request.mode === "navigate") return url.pathname === "/" || url.pathname === "/index.html" ? "/" : undefined;
  return paths.has(url.pathname) ? url.pathname : undefined;
}

async function serve(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) ?? fetch(request);
}

export {};
