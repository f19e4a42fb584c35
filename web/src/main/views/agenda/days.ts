// Spans of days, and times as FHIR wants them.

import { dayFrom, dayOf } from "../../parts/day";
import type { Span } from "../../state/route";

export const dayLength = 86_400_000;

/** The first day of a span, and the day behind its last; a week may be one before or after this. */
export function bounds(span: Span, weeks: number): [Date, Date] {
  if (span === "today") return [dayFrom(0), dayFrom(1)];
  if (span === "tomorrow") return [dayFrom(1), dayFrom(2)];
  return [dayFrom(7 * weeks), dayFrom(7 * weeks + 7)];
}

/** "2026-11-23T09:00:00+01:00": a moment with the zone that holds here then. */
export function instant(at: Date): string {
  const zone = -at.getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  return `${dayOf(at)}T${timeOf(at)}:00${zone < 0 ? "-" : "+"}${two(zone / 60)}:${two(zone % 60)}`;
}

/** "09:00", for a field of the form. */
export const timeOf = (at: Date) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
