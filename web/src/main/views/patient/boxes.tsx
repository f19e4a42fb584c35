// The boxes above the timeline: problems, medication, results, vital signs, vaccines.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Chart, Item } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { date } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { entryPath } from "../../state/route";
import { TrendList } from "./trends";

/** How many lines a box shows before it is asked for more. */
const shown = 6;

export function ChartBoxes({ chart }: { chart: Chart }) {
  const patient = chart.patient.id;
  return (
    <div class="boxes">
      <ItemBox title={t.chart.problems} none={t.chart.noProblems} items={chart.problems} patient={patient} />
      <ItemBox title={t.chart.medication} none={t.chart.noMedication} items={chart.medication} patient={patient} />
      <TrendBox title={t.chart.results} none={t.chart.noResults} trends={chart.results} patient={patient} />
      <TrendBox title={t.chart.vitals} none={t.chart.noVitals} trends={chart.vitals} patient={patient} />
      <ItemBox title={t.chart.immunisations} none={t.chart.noImmunisations} items={chart.immunisations} patient={patient} />
    </div>
  );
}

interface BoxProps {
  title: string;
  none: string;
  total: number;
  /** Lines that matter now; the rest is one press away. */
  current: number;
  children: (limit: number) => ComponentChildren;
}

function Box({ title, none, total, current, children }: BoxProps) {
  const [whole, setWhole] = useState(false);
  const limit = whole ? total : Math.min(current, shown);
  return (
    <section class="box" aria-label={title}>
      <h2>{title}</h2>
      {total === 0 ? <p class="none">{none}</p> : children(limit)}
      {total > Math.min(current, shown) && (
        <button type="button" class="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t.chart.showFewer : t.chart.showAll(total)}
        </button>
      )}
    </section>
  );
}

function ItemBox({ title, none, items, patient }: { title: string; none: string; items: Item[]; patient: string }) {
  const active = items.filter((item) => item.active).length;
  return (
    <Box title={title} none={none} total={items.length} current={active || items.length}>
      {(limit) => (
        <ul class="items">
          {items.slice(0, limit).map((item) => (
            <ItemLine key={item.entry} item={item} patient={patient} />
          ))}
        </ul>
      )}
    </Box>
  );
}

function ItemLine({ item, patient }: { item: Item; patient: string }) {
  const until = item.until ? date(item.until) : "";
  return (
    <li class="item" data-active={item.active}>
      <a href={entryPath(patient, item.entry)}>
        <span class="item-title">
          {item.private && (
            <>
              <Icon name="lock" />
              <span class="unseen">{t.timeline.private}</span>
            </>
          )}
          {item.title}
          {item.severe && <span class="flag flag-critical">{t.chart.severe}</span>}
        </span>
        <span class="item-time">
          {item.since && date(item.since)}
          {item.since && item.active && !until ? " →" : until && ` – ${until}`}
        </span>
        {(item.detail || !item.active) && (
          <span class="item-detail">{[item.detail, item.active ? "" : item.status].filter(Boolean).join(" · ")}</span>
        )}
      </a>
    </li>
  );
}

function TrendBox({ title, none, trends, patient }: { title: string; none: string; trends: Chart["results"]; patient: string }) {
  return (
    <Box title={title} none={none} total={trends.length} current={trends.length}>
      {(limit) => <TrendList trends={trends.slice(0, limit)} patient={patient} />}
    </Box>
  );
}
