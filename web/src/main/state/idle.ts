// Locks the record when nobody has touched the page for a while.

import { lockMinutes } from "./preferences";
import { lock, standing } from "./session";

/** Checks more often than it must, since timers of a hidden page run late. */
const checkEvery = 15_000;

export function watchIdle(): void {
  let touched = Date.now();
  const touch = () => {
    // Coming back late must lock, not count as being there.
    if (!overdue(touched)) touched = Date.now();
    else check();
  };
  const check = () => {
    if (standing.value === "open" && overdue(touched)) void lock();
  };
  for (const event of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(event, touch, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", check);
  standing.subscribe(() => (touched = Date.now()));
  setInterval(check, checkEvery);
}

const overdue = (touched: number) => Date.now() - touched >= lockMinutes.value * 60_000;
