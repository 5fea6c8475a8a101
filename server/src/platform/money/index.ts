/** Exact decimals, currencies and their minor units, countries. */
export { isCountry } from "./country.ts";
export { currenciesInUse, isCurrency, minorDigits } from "./currency.ts";
export { scaled } from "./scaled.ts";
