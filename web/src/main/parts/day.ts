// Days as date fields hold them, in the time that is kept here.

/** The end of a day here, which is another moment elsewhere. */
export const lastMoment = (day: string) => new Date(`${day}T23:59:59.999`).toISOString();

export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
