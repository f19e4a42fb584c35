// The connection and the colleagues, which every view may show.

import { computed, effect, signal } from "@preact/signals";
import type { Member, Network } from "../../shared/api.gen";
import { call, on } from "../rpc/client";
import { standing } from "./session";

export const network = signal<Network>();
/** Everybody in the network, oneself first. */
export const members = signal<Member[]>();
/** The others who take part. */
export const colleagues = computed(() => (members.value ?? []).filter((m) => !m.me && !m.disabled));

/** Keeps both fresh while the record is open, and forgets them when it closes. */
export function watchNetwork(): void {
  on("network", (news) => {
    const before = network.value;
    network.value = news;
    // Who is reached by which path belongs to the members; what waits does not.
    if (JSON.stringify({ ...before, waiting: 0 }) !== JSON.stringify({ ...news, waiting: 0 })) void refreshMembers();
  });
  on("members", () => void refreshMembers());
  effect(() => {
    if (standing.value === "open") {
      void call("network.get", {}).then((now) => (network.value = now));
      void refreshMembers();
    } else {
      network.value = undefined;
      members.value = undefined;
    }
  });
}

async function refreshMembers(): Promise<void> {
  if (standing.peek() === "open") members.value = await call("members.list", {});
}

/** The groups that any of these members is in. */
export const groupNames = (of: Member[]): string[] => [...new Set(of.flatMap((m) => m.groups))].sort((a, b) => a.localeCompare(b));
