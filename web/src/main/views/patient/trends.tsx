// Measurements over time: a line each, and all values of one when it is opened.

import { useState } from "preact/hooks";
import type { Point, Trend } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { lately, moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Curve, Spark } from "../../parts/spark";
import { entryPath } from "../../state/route";

export function TrendList({ trends, patient }: { trends: Trend[]; patient: string }) {
  const [open, setOpen] = useState<Trend>();
  return (
    <>
      <ul class="trends">
        {trends.map((trend) => (
          <TrendLine key={trend.code + trend.title + trend.unit} trend={trend} onOpen={() => setOpen(trend)} />
        ))}
      </ul>
      {open && <TrendDialog trend={open} patient={patient} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function TrendLine({ trend, onOpen }: { trend: Trend; onOpen: () => void }) {
  const newest = trend.points.at(-1);
  if (!newest) return null;
  return (
    <li>
      <button type="button" class="trend" onClick={onOpen} aria-haspopup="dialog">
        <span class="trend-title" title={trend.title}>
          {trend.title}</span>
        <span class="trend-value" data-abnormal={newest.abnormal}>
          <Flag abnormal={newest.abnormal} />
          {newest.text}
        </span>
        <Spark points={trend.points} />
        <span class="trend-time">{lately(newest.at)}</span>
      </button>
    </li>
  );
}

const arrows: Record<string, string> = { low: "↓", high: "↑", abnormal: "!", critical: "!!" };

/** An abnormal result in a word and a sign, not in colour alone. */
export function Flag({ abnormal }: { abnormal: string }) {
  if (!abnormal) return null;
  return (
    <span class={`flag flag-${abnormal}`}>
      <span aria-hidden="true">{arrows[abnormal]} </span>
      {t.abnormal[abnormal] ?? abnormal}
    </span>
  );
}

function TrendDialog({ trend, patient, onClose }: { trend: Trend; patient: string; onClose: () => void }) {
  return (
    <Dialog title={trend.title} look="wide" onClose={onClose}>
      <Curve trend={trend} />
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.chart.history(trend.title)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.chart.date}</th>
              <th scope="col" class="right">
                {t.chart.value}
              </th>
              <th scope="col">{t.chart.flag}</th>
              <th scope="col">{t.chart.reference}</th>
            </tr>
          </thead>
          <tbody>
            {trend.points.toReversed().map((point) => (
              <tr key={point.entry + point.text}>
                <td>
                  <a href={entryPath(patient, point.entry)} onClick={onClose}>
                    {moment(point.at)}
                  </a>
                </td>
                <td class="right">{point.text}</td>
                <td>
                  <Flag abnormal={point.abnormal} />
                </td>
                <td class="muted">{range(point)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

function range({ low, high }: Point): string {
  if (low !== null && high !== null) return t.chart.range(String(low), String(high));
  if (high !== null) return t.chart.below(String(high));
  return low === null ? "" : t.chart.above(String(low));
}
