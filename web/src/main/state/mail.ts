// How much of the mail waits, which the rail shows everywhere.

import { computed, effect, signal } from "@preact/signals";
import { call, on } from "../rpc/client";
import { network } from "./network";
import { standing } from "./session";

/** What of the mail waits for the person here. */
export const waiting = signal(0);

/** Messages that press: urgent ones not opened here yet, and those that nobody opened in time. */
export const pressing = computed(() => ({ urgent: network.value?.urgent ?? 0, overdue: network.value?.overdue ?? 0 }));

/** Keeps the number fresh while the record is open. */
export function watchMail(): void {
  on("mail", () => void refresh());
  effect(() => {
    if (standing.value === "open") void refresh();
    else waiting.value = 0;
  });
}

async function refresh(): Promise<void> {
  if (standing.peek() !== "open") return;
  waiting.value = (await call("mail.list", { view: "open", offset: 0, limit: 1 })).total;
}
