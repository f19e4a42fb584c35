// Where this device stands, and the acts that change it.

import { computed, signal } from "@preact/signals";
import type { Methods, Session } from "../../shared/api.gen";
import { call, coreState, on, startCore, stealCore } from "../rpc/client";

/** As the core last told; undefined until it has. */
export const session = signal<Session>();
/** True between "Use it here" and the core's answer. */
export const takingOver = signal(false);

export type Standing = Session["state"] | "starting" | "failed";

/** What the whole window shows. */
export const standing = computed<Standing>(() => {
  if (coreState.value !== "ready") return coreState.value;
  return session.value?.state ?? "starting";
});

/** Starts the core and follows its session. */
export function watchSession(): void {
  on("session", (news) => (session.value = news));
  coreState.subscribe((state) => {
    if (state !== "ready") session.value = undefined;
    else void (takingOver.value ? takeOver() : refresh());
  });
  startCore();
}

async function refresh(): Promise<void> {
  session.value = await call("session.get", {});
}

async function takeOver(): Promise<void> {
  try {
    session.value = await call("session.takeover", {});
  } finally {
    takingOver.value = false;
  }
}

/** Uses the record here; the other tab stops. */
export function useHere(): void {
  takingOver.value = true;
  if (coreState.value === "ready") void takeOver();
  else stealCore();
}

type Entering = "session.create" | "session.join" | "session.unlock";

/** Creates, joins or unlocks. */
export async function enter<M extends Entering>(method: M, params: Methods[M]["params"]): Promise<void> {
  session.value = (await call(method, params)) as Session;
}

export async function lock(): Promise<void> {
  session.value = await call("session.lock", {});
}
