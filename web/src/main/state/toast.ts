// Short messages that come and go; read out politely.

import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "danger";
}

export const toasts = signal<Toast[]>([]);
let last = 0;

export function toast(text: string, tone: Toast["tone"] = "plain"): void {
  const id = ++last;
  const others = toasts.value.filter((t) => t.text !== text); // what is said again is said once
  toasts.value = [...others.slice(-2), { id, text, tone }];
  setTimeout(() => dismiss(id), tone === "danger" ? 12_000 : 5_000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((t) => t.id !== id);
}
