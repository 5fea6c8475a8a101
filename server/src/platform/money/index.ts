/** Exact decimals, currencies and their minor units, countries. */
export { isCountry } from "./country.ts";
export { isCurrency, minorDigits } from "./currency.ts";
export { scaled } from "./scaled.ts";
