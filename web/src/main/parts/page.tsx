// The frame of a view: title row with search and badge above one scrolling column.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Badge } from "./badge";
import { Banners } from "./banners";
import { SearchBox } from "./search-box";

interface Props {
  title: string;
  /** What the title row says instead of the bare title. */
  heading?: ComponentChildren;
  /** On phones only the patients page has the search box. */
  search?: "always" | "wide";
  /** Stands at the foot and never scrolls away. */
  foot?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, heading, search = "wide", foot, children }: Props) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.app}`;
  }, [title]);
  useEffect(() => {
    // A new view begins at its title, also for those who listen; a field that took the focus keeps it.
    if (document.activeElement === document.body || !document.activeElement?.matches("input, dialog *")) {
      ref.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <div class="page">
      <header class="title-row" data-search={search}>
        <h1 ref={ref} tabIndex={-1}>
          {heading ?? title}
        </h1>
        <SearchBox />
        <Badge />
      </header>
      <Banners />
      <main id="main" class="scroller" tabIndex={-1}>
        <div class="column">{children}</div>
      </main>
      {foot && <footer class="foot">{foot}</footer>}
    </div>
  );
}
