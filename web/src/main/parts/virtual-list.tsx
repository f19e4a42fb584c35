// A list of any length of which only what is in view exists. The style sheet gives
// the height of its rows as --row.

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ReadonlySignal } from "@preact/signals";

/** Rows kept beyond each edge, so that fast thumbs and Tab find something. */
const spare = 8;

interface Props<T> {
  /** A Paged, or anything that knows its items by number. */
  paged: { total: ReadonlySignal<number | undefined>; at(index: number): T | undefined; want(first: number, last: number): void };
  label: string;
  class: string;
  children: (item: T) => ComponentChildren;
}

export function VirtualList<T>({ paged, label, class: name, children }: Props<T>) {
  const ref = useRef<HTMLUListElement>(null);
  const [{ first, last, row }, setView] = useState({ first: 0, last: 20, row: 64 });
  const total = paged.total.value ?? 0;

  useLayoutEffect(() => {
    const list = ref.current;
    const scroller = list?.closest(".scroller");
    if (!list || !scroller) return;
    const look = () => {
      const height = parseFloat(getComputedStyle(list).getPropertyValue("--row")) || 64;
      const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(above / height) - spare);
      const to = Math.max(from, Math.ceil((above + scroller.clientHeight) / height)) + spare;
      setView((old) => (old.first === from && old.last === to && old.row === height ? old : { first: from, last: to, row: height }));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    if (scroller.firstElementChild) sizes.observe(scroller.firstElementChild);
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, []);

  const end = Math.min(last, total);
  useEffect(() => {
    if (total > 0 && end > 0) paged.want(Math.min(first, end - 1), end - 1);
  }, [paged, first, end, total]);

  const rows = [];
  for (let i = Math.min(first, end); i < end; i++) {
    const item = paged.at(i);
    rows.push(
      <li key={i} class="virtual-row" style={{ top: `${i * row}px` }} aria-setsize={total} aria-posinset={i + 1}>
        {item === undefined ? <span class="skeleton-line" /> : children(item)}
      </li>,
    );
  }
  return (
    <ul ref={ref} class={`virtual ${name}`} aria-label={label} style={{ height: `${total * row}px` }}>
      {rows}
    </ul>
  );
}
