// Dates, times and ages as a person reads them. Dates of FHIR may be a year or a month.

import { t } from ".";

const locale = navigator.languages.find((l) => l.startsWith(t.language)) ?? t.locale;
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayClock = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const weekdayOfYear = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const number = new Intl.NumberFormat(locale);

export const count = (n: number) => number.format(n);

/** "12 Oct", "12 Oct 2019", "Oct 2019", "2019": as precise as it was given. */
export function date(text: string): string {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text);
  if (!parts) return text;
  const [, year, monthOf, dayOf] = parts;
  if (!monthOf) return year ?? "";
  // A time has a zone and falls on a day of ours; a date alone is that day anywhere.
  const at = text.includes("T") ? new Date(text) : new Date(Number(year), Number(monthOf) - 1, Number(dayOf ?? 1));
  if (Number.isNaN(at.getTime())) return text;
  if (!dayOf) return month.format(at);
  return at.getFullYear() === new Date().getFullYear() ? dayOfYear.format(at) : day.format(at);
}

/** The year of what is past, the date of what is of this year: enough for a list of problems. */
export function since(text: string): string {
  const year = text.slice(0, 4);
  return year === String(new Date().getFullYear()) ? date(text) : year;
}

/** The day within this year, the month before: enough to judge the age of a value. */
export function lately(text: string): string {
  return text.startsWith(String(new Date().getFullYear())) ? date(text) : date(text.slice(0, 7));
}

/** Date and time in full. */
export function moment(text: string): string {
  const at = new Date(text);
  return !text.includes("T") || Number.isNaN(at.getTime()) ? date(text) : full.format(at);
}

/** "09:00", by the clock here. */
export const timeOf = (text: string) => clock.format(new Date(text));

/** "Monday 23 November", with the year unless it is this one. */
export function longDay(at: Date): string {
  return (at.getFullYear() === new Date().getFullYear() ? weekday : weekdayOfYear).format(at);
}

/** "23 – 29 Nov", with the year unless it is this one. */
export function span(from: Date, to: Date): string {
  const now = new Date().getFullYear();
  return (from.getFullYear() === now && to.getFullYear() === now ? dayOfYear : day).formatRange(from, to);
}

/** "today 09:00", "tomorrow 09:00", else date and time: for what lies ahead. */
export function ahead(text: string): string {
  const days = -daysAgo(new Date(text));
  if (days === 0) return t.time.today(timeOf(text));
  return days === 1 ? t.time.tomorrow(timeOf(text)) : moment(text);
}

/** When something ends: the day if it lasts to its last minute, else the moment. */
export function end(text: string): string {
  const at = new Date(text);
  const whole = !text.includes("T") || (at.getHours() === 23 && at.getMinutes() === 59);
  return whole ? date(text) : moment(text);
}

/** "14:05" today, else with the date. */
export function precisely(text: string): string {
  const at = new Date(text);
  if (!text.includes("T") || Number.isNaN(at.getTime())) return date(text);
  if (daysAgo(at) === 0) return clock.format(at);
  return at.getFullYear() === new Date().getFullYear() ? dayClock.format(at) : full.format(at);
}

/** "14:05" today, "yesterday", else the date. */
export function when(text: string): string {
  const at = new Date(text);
  if (!text.includes("T") || Number.isNaN(at.getTime())) return date(text);
  const days = daysAgo(at);
  if (days === 0) return clock.format(at);
  return days === 1 ? t.time.yesterday : date(text);
}

/** How old data is: "now", "5 min", "today 09:12", "3 days", else the date. */
export function age(text: string): string {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return t.time.unknown;
  const minutes = Math.floor((Date.now() - at.getTime()) / 60_000);
  if (minutes < 1) return t.time.now;
  if (minutes < 60) return t.time.minutes(minutes);
  const days = daysAgo(at);
  if (days === 0) return t.time.today(clock.format(at));
  return days < 30 ? t.time.days(days) : date(text);
}

/** Age in whole years, or undefined without a birth date. */
export function years(birthDate: string): number | undefined {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(birthDate);
  if (!parts) return undefined;
  const now = new Date();
  const had = [now.getMonth() + 1, now.getDate()];
  const [birthMonth, birthDay] = [Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const before = had[0]! < birthMonth || (had[0] === birthMonth && had[1]! < birthDay);
  return now.getFullYear() - Number(parts[1]) - (before ? 1 : 0);
}

/** Four digits, as members are numbered. */
export const memberNumber = (n: number) => String(n).padStart(4, "0");

/** A fingerprint in groups of four that can be read aloud. */
export const grouped = (fingerprint: string) =>
  /[\s-]/.test(fingerprint) ? fingerprint : (fingerprint.match(/.{1,4}/g) ?? []).join(" ");

/** A UCUM unit as people write it. */
export function unit(ucum: string): string {
  const known: Record<string, string> = { "mm[Hg]": "mmHg", Cel: "°C", "{score}": "/ 10", "/min": "/ min" };
  return known[ucum] ?? ucum;
}

export function fileSize(bytes: number): string {
  const steps = ["B", "kB", "MB", "GB"];
  let step = 0;
  while (bytes >= 1000 && step < 3) {
    bytes /= 1000;
    step++;
  }
  return `${number.format(Math.round(bytes * 10) / 10)} ${steps[step]}`;
}

function daysAgo(at: Date): number {
  const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(at)) / 86_400_000);
}
