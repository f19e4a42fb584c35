// One tab at a time works on the record: it holds a Web Lock for its lifetime. The
// store fences writers as well, because a frozen tab can keep a lock.

const name = "satchel";
const forever = () => new Promise<never>(() => {});

let steal: (() => void) | undefined;

/**
 * Resolves once this tab holds the record. busy is called when another tab has it now;
 * we then wait for that tab to close or for stealRecord. lost is called when another
 * tab has taken it from us.
 */
export function holdRecord(busy: () => void, lost: () => void): Promise<void> {
  if (!navigator.locks) return Promise.reject(new Error("this browser has no Web Locks; the page must come over https"));
  return new Promise((held) => {
    const keep = () => {
      held();
      return forever();
    };
    const waiting = new AbortController();
    const onEnd = (error: DOMException) => {
      if (!waiting.signal.aborted || error !== waiting.signal.reason) lost();
    };
    steal = () => {
      waiting.abort(new DOMException("the record is taken over instead", "AbortError"));
      navigator.locks.request(name, { steal: true }, keep).catch(lost);
    };
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock) return keep();
        busy();
        navigator.locks.request(name, { signal: waiting.signal }, keep).catch(onEnd);
        return undefined;
      })
      .catch(onEnd);
  });
}

/** Ends the wait of holdRecord by taking the record from the other tab. */
export function stealRecord(): void {
  steal?.();
}
