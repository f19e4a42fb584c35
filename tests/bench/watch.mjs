// What every measured page carries: a watch over the screen's thread, and a clock
// that two Chromium processes of one machine agree on.

/** Runs in the page before its own scripts. */
export function watchTasks() {
  let longest = 0;
  const note = (entries) => {
    for (const { duration } of entries) longest = Math.max(longest, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "longtask", buffered: true });

  // timeOrigin is wall time as it was when the process read it; Date.now ticks for all
  // alike, so the least that it is ahead is what the process is behind.
  const own = () => performance.timeOrigin + performance.now();
  let behind = Infinity;
  for (let i = 0; i < 2000; i++) {
    const gap = own() - Date.now();
    behind = Math.min(behind, gap);
  }

  globalThis.bench = {
    /** Milliseconds since 1970, with fractions. */
    clock: () => own() - behind,
    longestTask() {
      note(observer.takeRecords());
      const result = longest;
      longest = 0;
      return result;
    },
  };
}
