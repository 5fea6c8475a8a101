const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
/** Unions and placeholders, and what ISO 3166-1 only reserves for postal services and islands of another country. */
const notCountries = new Set("EU EZ UN UK QO XA XB ZZ AC CP CQ DG EA IC TA".split(" "));
const known = new Map<string, boolean>();

/** Is it a country's ISO 3166-1 alpha-2 code, in capitals? Asks the Unicode region names that Node carries. */
export function isCountry(code: string): boolean {
  let answer = known.get(code);
  if (answer === undefined) {
    answer =
      /^[A-Z]{2}$/.test(code) && !notCountries.has(code) && names.of(code) !== undefined && isCurrent(code);
    if (known.size < 1_000) known.set(code, answer);
  }
  return answer;
}

/** A withdrawn code (DD) has the name of its successor (DE), and only the successor stands for itself. */
function isCurrent(code: string): boolean {
  return new Intl.Locale(`und-${code}`).region === code;
}
