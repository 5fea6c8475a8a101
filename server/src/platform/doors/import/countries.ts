/** English country names and their ISO 3166-1 codes, from the tables that come with Node. */

/** Codes that the tables name and that are no country. */
const noCountry = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);
const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

let known: ReadonlyMap<string, string> | undefined;

/** The code of an English name in any case, or of a code itself; undefined for what is neither. */
export function countryCode(text: string): string | undefined {
  known ??= countryNames();
  return known.get(text.toLowerCase());
}

function countryNames(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second));
  const entries = codes.flatMap((code): [string, string][] => {
    const name = names.of(code);
    // a withdrawn code (DD) has the name of its successor (DE), and only that one is current
    const current = new Intl.Locale(`und-${code}`).region === code;
    if (name === undefined || noCountry.has(code) || !current) return [];
    return [
      [name.toLowerCase(), code],
      [code.toLowerCase(), code],
    ];
  });
  return new Map(entries);
}
