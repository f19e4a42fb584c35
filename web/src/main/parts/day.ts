// Days of the calendar here, as date fields hold them.

/** The beginning of a day so many days from today. */
export function dayFrom(days: number, at = new Date()): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
}

/** "2026-11-23", for a field of the form. */
export function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const today = () => dayOf(new Date());

/** The end of a day here, which is another moment elsewhere. */
export const lastMoment = (day: string) => new Date(`${day}T23:59:59.999`).toISOString();
