const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const notCountries = new Set(["EU", "EZ", "UN", "UK", "QO", "XA", "XB", "ZZ"]);
const known = new Map<string, boolean>();

/** Is it a country's ISO 3166-1 alpha-2 code, in capitals? Asks the Unicode region names that Node carries. */
export function isCountry(code: string): boolean {
  let answer = known.get(code);
  if (answer === undefined) {
    answer = /^[A-Z]{2}$/.test(code) && !notCountries.has(code) && names.of(code) !== undefined;
    if (known.size < 1_000) known.set(code, answer);
  }
  return answer;
}
