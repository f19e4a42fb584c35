// One answer of the core, kept fresh while a view shows it.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Events } from "../../shared/api.gen";
import { CallError, on } from "../rpc/client";

export interface Loaded<T> {
  data: T | undefined;
  error: CallError | undefined;
  reload(): void;
}

/** An event that makes an answer stale, with a test of whether it concerns this one. */
export type Trigger = { [E in keyof Events]: { event: E; if?: (data: Events[E]) => boolean } }[keyof Events];

/**
 * Loads when key changes, and again, at most three times a second, on triggers. Old data
 * of the same key stays until the new is there.
 */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>, triggers: Trigger[] = []): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: CallError }>({ key });
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useTriggers(triggers, reload);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => setState({ key, data }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState((old) => ({ ...(old.key === key ? old : { key }), error: asCallError(error) }));
      },
    );
    return () => abort.abort();
  }, [key, round]);
  const current = state.key === key ? state : undefined;
  return { data: current?.data, error: current?.error, reload };
}

/** The least time between two answers to triggers, in ms. */
const pause = 330;

/** Calls act at once when a trigger fires, and not again within the pause; then once for all that came in it. */
export function useTriggers(triggers: Trigger[], act: () => void): void {
  const latest = useRef({ triggers, act });
  latest.current = { triggers, act };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = -pause;
    const soon = () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          latest.current.act();
        },
        Math.max(0, last + pause - performance.now()),
      );
    };
    const ends = triggers.map(({ event }) =>
      on(event, (data) => {
        const concerned = latest.current.triggers.find((t) => t.event === event);
        if (!concerned?.if || (concerned.if as (d: unknown) => boolean)(data)) soon();
      }),
    );
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, []);
}

export function asCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError("internal", String(error));
}
