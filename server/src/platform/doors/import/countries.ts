/** English country names and their ISO 3166-1 codes, from the tables that come with Node. */
import { isCountry } from "#platform/money";

const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

let known: ReadonlyMap<string, string> | undefined;

/** The code of an English name in any case, or of a code itself; undefined for what is neither. */
export function countryCode(text: string): string | undefined {
  known ??= countryNames();
  return known.get(text.toLowerCase());
}

function countryNames(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames("en", { type: "region" });
  const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second));
  const countries = codes.filter(isCountry);
  return new Map(
    countries.flatMap((code): [string, string][] => [
      [(names.of(code) ?? code).toLowerCase(), code],
      [code.toLowerCase(), code],
    ]),
  );
}
