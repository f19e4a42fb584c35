// Choices of this browser that are no part of the record: how long until it locks, and
// light or dark. Kept in localStorage, for they hold nothing about anybody.

import { effect, signal, type Signal } from "@preact/signals";

export const lockMinutes = remembered("lock-minutes", 15, (text) => Math.min(120, Math.max(1, Number(text) || 15)));
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const theme = remembered<Theme>("theme", "system", (text) => themes.find((t) => t === text) ?? "system");

/** Shows the chosen theme from now on. */
export function watchTheme(): void {
  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}

function remembered<T extends string | number>(key: string, initial: T, read: (text: string) => T): Signal<T> {
  const kept = localStorage.getItem(`satchel.${key}`);
  const value = signal(kept === null ? initial : read(kept));
  value.subscribe((now) => localStorage.setItem(`satchel.${key}`, String(now)));
  return value;
}
