// The boxes above the timeline: problems, medication, results, vital signs, vaccines.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Chart, Item, Trend } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { date, since } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { entryPath } from "../../state/route";
import { TrendList } from "./trends";

/** How many lines a box shows before it is asked for more. */
const shown = 6;
/** And how many of what is over, when nothing is active. */
const shownPast = 3;

export function ChartBoxes({ chart }: { chart: Chart }) {
  const patient = chart.patient.id;
  return (
    <div class="boxes">
      <ItemBox place="problems" none={t.chart.noProblems} items={chart.problems} patient={patient} />
      <ItemBox place="medication" none={t.chart.noMedication} items={chart.medication} patient={patient} />
      <TrendBox place="results" none={t.chart.noResults} trends={chart.results} patient={patient} />
      <TrendBox place="vitals" none={t.chart.noVitals} trends={chart.vitals} patient={patient} />
      <ItemBox place="immunisations" none={t.chart.noImmunisations} items={chart.immunisations} patient={patient} />
    </div>
  );
}

type Place = "problems" | "medication" | "results" | "vitals" | "immunisations";

interface BoxProps {
  place: Place;
  none: string;
  total: number;
  /** Lines that matter now; the rest is one press away. */
  current: number;
  children: (limit: number) => ComponentChildren;
}

function Box({ place, none, total, current, children }: BoxProps) {
  const [whole, setWhole] = useState(false);
  const limit = whole ? total : Math.min(current, shown);
  return (
    <section class="box" data-place={place} aria-label={t.chart[place]}>
      <h2>{t.chart[place]}</h2>
      {total === 0 ? <p class="none">{none}</p> : children(limit)}
      {total > Math.min(current, shown) && (
        <button type="button" class="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t.chart.showFewer : t.chart.showAll(total)}
        </button>
      )}
    </section>
  );
}

function ItemBox({ place, none, items, patient }: { place: Place; none: string; items: Item[]; patient: string }) {
  const active = items.filter((item) => item.active).length;
  return (
    <Box place={place} none={none} total={items.length} current={active || (place === "immunisations" ? items.length : Math.min(items.length, shownPast))}>
      {(limit) => (
        <ul class="items">
          {items.slice(0, limit).map((item) => (
            <ItemLine key={item.entry} item={item} patient={patient} lasting={place !== "immunisations"} />
          ))}
        </ul>
      )}
    </Box>
  );
}

/** lasting tells a state that goes on from an event of one day. */
function ItemLine({ item, patient, lasting }: { item: Item; patient: string; lasting: boolean }) {
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
        <span class="item-time">{lasting ? span(item) : date(item.since)}</span>
        {(item.detail || !item.active) && (
          <span class="item-detail">{detail(item)}</span>
        )}
      </a>
    </li>
  );
}

/** The detail, and why it is no longer active unless that is said there. */
function detail({ detail: told, active, status }: Item): string {
  if (active || told.toLocaleLowerCase().includes(status.toLocaleLowerCase())) return told;
  return [told, status].filter(Boolean).join(" · ");
}

/** "2009 →" while it lasts, "2009 – 2012" afterwards. */
function span({ since: from, until, active }: Item): string {
  if (until && since(from) !== since(until)) return from ? `${since(from)} – ${since(until)}` : since(until);
  return from && active ? `${since(from)} →` : since(from);
}

function TrendBox({ place, none, trends, patient }: { place: Place; none: string; trends: Trend[]; patient: string }) {
  return (
    <Box place={place} none={none} total={trends.length} current={trends.length}>
      {(limit) => <TrendList trends={trends.slice(0, limit)} patient={patient} />}
    </Box>
  );
}
