// A long list of the core, fetched a page at a time as it is scrolled into view.

import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { CallError } from "../rpc/client";
import { asCallError, useTriggers, type Trigger } from "./load";

const pageSize = 100;

interface Page {
  total: number;
  items: unknown[];
}
type Item<P extends Page> = P["items"][number];
export type Fetch<P extends Page> = (offset: number, limit: number, signal: AbortSignal) => Promise<P>;

/** A list that grows as it is read. Everything is empty until want has been called. */
export class Paged<P extends Page> {
  /** How many items there are; undefined until the first page is here. */
  readonly total = signal<number>();
  readonly error = signal<CallError>();
  /** The newest page as it came, for what it says beside its items. */
  readonly newest = signal<P>();
  private readonly round = signal(0);
  private pages = new Map<number, Item<P>[]>();
  private loading = new Set<number>();
  private wanted: [number, number] = [0, 0];
  private abort = new AbortController();

  constructor(private readonly fetch: Fetch<P>) {}

  /** The item at index, or undefined while it is on its way. Subscribes the caller. */
  at(index: number): Item<P> | undefined {
    void this.round.value;
    return this.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Asks for the items from first to last, if they are not here yet. */
  want(first: number, last: number): void {
    this.wanted = [first, last];
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      if (!this.pages.has(page) && !this.loading.has(page)) void this.load(page);
    }
  }

  /** Fetches what is in view again; old items stay until the new ones are here. */
  refresh(): void {
    const [first, last] = this.wanted;
    const inView = (page: number) => page >= Math.floor(first / pageSize) && page <= Math.floor(last / pageSize);
    for (const page of this.pages.keys()) if (!inView(page)) this.pages.delete(page);
    for (let page = Math.floor(first / pageSize); inView(page); page++) void this.load(page);
  }

  stop(): void {
    this.abort.abort();
  }

  private async load(page: number): Promise<void> {
    this.loading.add(page);
    try {
      const got = await this.fetch(page * pageSize, pageSize, this.abort.signal);
      if (this.abort.signal.aborted) return;
      this.pages.set(page, got.items);
      this.newest.value = got;
      this.total.value = got.total;
      this.error.value = undefined;
      this.round.value++;
    } catch (error) {
      if (!this.abort.signal.aborted) this.error.value = asCallError(error);
    } finally {
      this.loading.delete(page);
    }
  }
}

/** A Paged that starts anew when key changes and refreshes on triggers. */
export function usePaged<P extends Page>(key: string, fetch: Fetch<P>, triggers: Trigger[]): Paged<P> {
  const paged = useMemo(() => new Paged<P>(fetch), [key]);
  useEffect(() => {
    paged.want(0, 0);
    return () => paged.stop();
  }, [paged]);
  useTriggers(triggers, () => paged.refresh());
  return paged;
}
