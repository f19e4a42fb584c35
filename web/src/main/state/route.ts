// Where the person is, kept in the address behind the #, so that back works.

import { computed, signal } from "@preact/signals";

export type Route =
  | { view: "patients" }
  | { view: "agenda"; span: Span }
  /** Over the patient: an entry whole, who can see one, or who saw what. */
  | { view: "patient"; patient: string; entry?: string; who?: string; audit?: boolean }
  | { view: "import" }
  /** A part of what colleagues write and ask, and one matter over it, or the entries that came. */
  | { view: "inbox"; part: InboxPart; thread?: string; from?: string }
  | { view: "outbox" }
  /** Over them: the codes for a colleague in the same room. */
  | { view: "colleagues"; room?: boolean }
  | { view: "rules" }
  | { view: "emergency" }
  | { view: "audit" }
  | { view: "settings" };

const spans = ["today", "tomorrow", "week"] as const;
export type Span = (typeof spans)[number];

const plain = ["patients", "import", "outbox", "rules", "emergency", "audit", "settings"] as const;
export const inboxParts = ["open", "parked", "sent", "all", "entries"] as const;
export type InboxPart = (typeof inboxParts)[number];
const hash = signal(location.hash);

/** An invitation that the page was opened with; it leaves the address at once, for it is a secret. */
export const invitation = signal("");

export const route = computed(() => parse(hash.value));

/** Follows the address from now on. */
export function watchRoute(): void {
  takeInvitation();
  addEventListener("hashchange", () => {
    takeInvitation();
    hash.value = location.hash;
  });
}

export function go(path: string): void {
  location.hash = path;
}

/** Changes the address without a step in the history. */
export function replaceRoute(path: string): void {
  history.replaceState(null, "", path);
  hash.value = path;
}

export const roomPath = "#/colleagues/room";
export const patientPath = (patient: string) => `#/patient/${encodeURIComponent(patient)}`;
export const entryPath = (patient: string, entry: string) => `${patientPath(patient)}/entry/${encodeURIComponent(entry)}`;
export const auditPath = (patient: string) => `${patientPath(patient)}/audit`;
export const whoPath = (patient: string, entry: string) => `${patientPath(patient)}/who/${encodeURIComponent(entry)}`;

export const inboxPath = (part: InboxPart) => (part === "open" ? "#/inbox" : `#/inbox/${part}`);
export const matterPath = (part: InboxPart, thread: string, from: string) => `#/inbox/${part}/${thread}/${from}`;

function takeInvitation(): void {
  if (!location.hash.startsWith("#join=")) return;
  invitation.value = location.href;
  history.replaceState(null, "", location.pathname);
  hash.value = "";
}

function parse(text: string): Route {
  const [view, patient, over, entry] = text.replace(/^#\/?/, "").split("/").map(decode);
  if (view === "patient" && patient) {
    if (over === "audit") return { view, patient, audit: true };
    const opened = entry && (over === "entry" || over === "who") ? { [over]: entry } : {};
    return { view, patient, ...opened };
  }
  if (view === "agenda") return { view, span: spans.find((name) => name === patient) ?? "today" };
  if (view === "inbox") {
    const part = inboxParts.find((name) => name === patient) ?? "open";
    return over && entry ? { view, part, thread: over, from: entry } : { view, part };
  }
  if (view === "colleagues") return { view, room: patient === "room" };
  const known = plain.find((name) => name === view);
  return { view: known ?? "patients" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
