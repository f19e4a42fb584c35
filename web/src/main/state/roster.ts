// What there is to the list of members besides the members: who writes it, groups, what waits.

import { effect, signal } from "@preact/signals";
import type { Methods, Roster } from "../../shared/api.gen";
import { call, on } from "../rpc/client";
import { standing } from "./session";

export const roster = signal<Roster>();

/** Keeps it fresh while the record is open. */
export function watchRoster(): void {
  on("members", () => void refresh());
  effect(() => {
    if (standing.value === "open") void refresh();
    else roster.value = undefined;
  });
}

async function refresh(): Promise<void> {
  if (standing.peek() === "open") roster.value = await call("roster.get", {});
}

type Act = "roster.disable" | "roster.enable" | "roster.rename" | "roster.offer" | "roster.accept" | "roster.group";

/** Changes the list, or asks its steward to. True if it waits for the steward. */
export async function change<A extends Act>(act: A, params: Methods[A]["params"]): Promise<boolean> {
  const before = roster.peek()?.wishes.length ?? 0;
  const after: Roster = await call(act, params);
  roster.value = after;
  return after.wishes.length > before;
}
