// Days as date fields hold them, in the time that is kept here.

/** The end of a day here, which is another moment elsewhere. */
export const lastMoment = (day: string) => new Date(`${day}T23:59:59.999`).toISOString();

export const isoDay = (day: Date) => new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export const today = () => isoDay(new Date());

/** The first moment of a day to come, here. */
export function daysFromNow(n: number): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + n);
}
