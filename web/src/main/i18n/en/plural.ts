const rules = new Intl.PluralRules("en");
const number = new Intl.NumberFormat("en-GB");

/** "1 entry", "2 entries": the number with its noun. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${number.format(n)} ${rules.select(n) === "one" ? one : many}`;
}
