// How many queries wait for an answer, which the rail shows everywhere.

import { effect, signal } from "@preact/signals";
import { call, on } from "../rpc/client";
import { standing } from "./session";

/** Queries of colleagues that wait for an answer of ours. */
export const waiting = signal(0);

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
  waiting.value = (await call("mail.list", { open: true, offset: 0, limit: 1 })).total;
}
