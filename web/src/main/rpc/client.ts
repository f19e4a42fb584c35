// Calls into the core and events out of it, typed by the generated method table.

import { signal } from "@preact/signals";
import { nullable, type Code, type Events, type Methods } from "../../shared/api.gen";
import type { Answer, FromWorker, Request, ToWorker } from "../../shared/wire";
import { hostPeerConnections } from "../rtc-host";
import { startWorker } from "./loader";

/** A failure with a code that a screen can act on. */
export class CallError extends Error {
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message);
  }
}

export type CoreState = "starting" | "ready" | "elsewhere" | "failed";
/** How the worker fares; calls wait while it starts. */
export const coreState = signal<CoreState>("starting");
/** Why the core failed. */
export const coreProblem = signal("");

interface Pending {
  resolve(answer: { result: unknown; bytes: ArrayBuffer | undefined }): void;
  reject(error: CallError): void;
}
type Listener = (data: never) => void;

const pending = new Map<number, Pending>();
const listeners = new Map<string, Set<Listener>>();
let queue: [Request, Transferable[]][] = [];
let worker: Worker | undefined;
let closeConnections: (() => void) | undefined;
let lastId = 0;

/** Starts the worker, or starts it anew. */
export function startCore(): void {
  stopCore();
  coreState.value = "starting";
  const { port1, port2 } = new MessageChannel();
  closeConnections = hostPeerConnections(port1);
  worker = startWorker();
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => receive(data);
  worker.onerror = (event) => fail(event.message || "the worker did not start");
  post({ boot: { rtc: port2 } }, [port2]);
}

/** Takes the record from the tab that has it; the core then starts here. */
export function stealCore(): void {
  if (!worker) startCore();
  post({ steal: true });
}

function stopCore(): void {
  worker?.terminate();
  worker = undefined;
  closeConnections?.();
  for (const { reject } of pending.values()) reject(new CallError("elsewhere", "the core was stopped"));
  pending.clear();
}

/** Calls method. Aborting the signal cancels the call in the core. */
export async function call<M extends keyof Methods>(
  method: M,
  params: Methods[M]["params"],
  options: { signal?: AbortSignal; bytes?: ArrayBuffer } = {},
): Promise<Methods[M]["result"]> {
  return (await request(method, params, options)).result as Methods[M]["result"];
}

/** Calls a method that answers with bytes beside its result. */
export async function callForBytes<M extends keyof Methods>(
  method: M,
  params: Methods[M]["params"],
): Promise<{ result: Methods[M]["result"]; bytes: ArrayBuffer }> {
  const { result, bytes } = await request(method, params, {});
  return { result: result as Methods[M]["result"], bytes: bytes ?? new ArrayBuffer(0) };
}

/** Hears an event until the returned function is called. */
export function on<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void {
  const set = listeners.get(event) ?? new Set();
  listeners.set(event, set.add(listener as Listener));
  return () => set.delete(listener as Listener);
}

function request(method: string, params: unknown, options: { signal?: AbortSignal; bytes?: ArrayBuffer }) {
  const { signal: abort, bytes } = options;
  const id = ++lastId;
  return new Promise<{ result: unknown; bytes: ArrayBuffer | undefined }>((resolve, reject) => {
    if (abort?.aborted) return reject(new CallError("cancelled", "given up"));
    pending.set(id, { resolve, reject });
    abort?.addEventListener("abort", () => cancel(id), { once: true });
    const message: Request = { id, method, params: JSON.stringify(params), ...(bytes && { bytes }) };
    const transfer = bytes ? [bytes] : [];
    if (coreState.value === "ready") post(message, transfer);
    else queue.push([message, transfer]);
  });
}

function cancel(id: number): void {
  if (!pending.has(id)) return;
  pending.get(id)?.reject(new CallError("cancelled", "given up"));
  pending.delete(id);
  queue = queue.filter(([message]) => message.id !== id);
  if (coreState.value === "ready") post({ cancel: id });
}

// A record that was closed in order opens faster; a page that comes back from the
// browser's cache has no core any more.
addEventListener("pagehide", () => post({ leave: true }));
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function post(message: ToWorker, transfer: Transferable[] = []): void {
  worker?.postMessage(message, transfer);
}

function receive(message: FromWorker): void {
  if ("id" in message) return settle(message);
  if ("worker" in message) {
    if (message.worker === "failed") return fail(message.message);
    if (message.worker === "elsewhere" && coreState.value === "ready") stopCore();
    coreState.value = message.worker;
    return;
  }
  if (message.event === "ready") {
    coreState.value = "ready";
    for (const [request, transfer] of queue.splice(0)) post(request, transfer);
    return;
  }
  const data = parse(message.data);
  for (const listener of listeners.get(message.event) ?? []) listener(data as never);
}

function settle({ id, result, bytes, error }: Answer): void {
  const waiting = pending.get(id);
  pending.delete(id);
  if (error) waiting?.reject(new CallError(error.code, error.message));
  else waiting?.resolve({ result: parse(result ?? "{}"), bytes });
}

/** Go writes an empty list as null. Looking for one first spares the slow way of parsing. */
function parse(json: string): unknown {
  if (!json.includes("null")) return JSON.parse(json);
  return JSON.parse(json, (key, value: unknown) => (value === null && !nullable.has(key) ? [] : value));
}

function fail(message: string): void {
  stopCore();
  coreProblem.value = message;
  coreState.value = "failed";
}
