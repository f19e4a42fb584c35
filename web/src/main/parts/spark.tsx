// Small pictures of a measurement over time, with the reference range behind the line.

import type { Point, Trend } from "../../shared/api.gen";
import { t } from "../i18n";
import { date } from "../i18n/format";

interface Dot {
  x: number;
  y: number;
  point: Point;
}
interface Plot {
  dots: Dot[];
  /** The reference range of the newest value, if it has one. */
  band: { y: number; height: number } | undefined;
  low: number;
  high: number;
}

/** The last dozen values as a line of one's own text height. */
export function Spark({ points }: { points: Point[] }) {
  const recent = points.slice(-12);
  const plot = layOut(recent, 88, 24, 4);
  if (plot.dots.length < 2) return <span class="spark" />;
  return <Picture plot={plot} width={88} height={24} name="spark" label={describe(recent)} lastOnly />;
}

/** All values, with the scale at the side. */
export function Curve({ trend }: { trend: Trend }) {
  const plot = layOut(trend.points, 600, 180, 10);
  if (plot.dots.length < 2) return null;
  return (
    <figure class="curve">
      <span class="curve-high">
        {short(plot.high)} {trend.unit}
      </span>
      <Picture plot={plot} width={600} height={180} name="curve-picture" label={describe(trend.points)} />
      <span class="curve-low">
        {short(plot.low)} {trend.unit}
      </span>
      <figcaption>
        <span>{date(trend.points[0]!.at)}</span>
        <span>{date(trend.points.at(-1)!.at)}</span>
      </figcaption>
    </figure>
  );
}

interface PictureProps {
  plot: Plot;
  width: number;
  height: number;
  name: string;
  label: string;
  lastOnly?: boolean;
}

function Picture({ plot, width, height, name, label, lastOnly = false }: PictureProps) {
  const marked = lastOnly ? plot.dots.slice(-1) : plot.dots;
  return (
    <svg class={name} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {plot.band && <rect class="plot-band" x="0" width={width} {...plot.band} />}
      <polyline class="plot-line" points={plot.dots.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {marked.map(({ x, y, point }) => (
        <circle key={x} class="plot-dot" data-abnormal={point.abnormal} cx={x} cy={y} r={lastOnly ? 3 : 4} />
      ))}
    </svg>
  );
}

/** Places values by their time, and leaves a margin on every side. */
function layOut(points: Point[], width: number, height: number, margin: number): Plot {
  const known = points.filter((p): p is Point & { value: number } => p.value !== null);
  const newest = known.at(-1);
  const bounds = [newest?.low ?? undefined, newest?.high ?? undefined].filter((n) => n !== undefined);
  const all = [...known.map((p) => p.value), ...bounds];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const times = known.map((p) => Date.parse(p.at) || 0);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const x = (i: number) => margin + ((width - 2 * margin) * (to > from ? (times[i]! - from) / (to - from) : i / Math.max(1, known.length - 1)));
  const y = (v: number) => margin + (height - 2 * margin) * (high > low ? (high - v) / (high - low) : 0.5);
  const dots = known.map((point, i) => ({ x: round(x(i)), y: round(y(point.value)), point }));
  return { dots, band: bounds.length ? bandOf(newest!, y, height) : undefined, low, high };
}

function bandOf(newest: Point, y: (v: number) => number, height: number): Plot["band"] {
  const top = newest.high === null ? 0 : y(newest.high);
  const bottom = newest.low === null ? height : y(newest.low);
  return { y: round(top), height: Math.max(0, round(bottom - top)) };
}

function describe(points: Point[]): string {
  return t.chart.spark(points.length, points[0]?.text ?? "", points.at(-1)?.text ?? "");
}

const round = (n: number) => Math.round(n * 10) / 10;
const short = (n: number) => String(Math.round(n * 100) / 100);
