// The messages between the page and the worker; wasm/rpc draws their sequence.

import type { Code, Events } from "./api.gen";

/** Starts the worker. The port leads to the page's WebRTC host. */
export interface Boot {
  boot: { rtc: MessagePort };
}

/** Takes the record over from the tab that has it. */
export interface Steal {
  steal: true;
}

/** Closes the record in order: the page goes away. */
export interface Leave {
  leave: true;
}

export interface Request {
  id: number;
  method: string;
  /** JSON */
  params: string;
  bytes?: ArrayBuffer;
}

export interface Cancel {
  cancel: number;
}

export interface Answer {
  id: number;
  /** JSON */
  result?: string;
  bytes?: ArrayBuffer;
  error?: { code: Code; message: string };
}

export interface Event {
  event: keyof Events | "ready";
  /** JSON */
  data: string;
}

/** How the worker itself fares, before and around the core. */
export type WorkerState = { worker: "starting" } | { worker: "elsewhere" } | { worker: "failed"; message: string };

export type ToWorker = Boot | Steal | Leave | Request | Cancel;
export type FromWorker = Answer | Event | WorkerState;
