/** Exact decimals, currencies and their minor units, countries. */
export { amountIn, amountText } from "./amount.ts";
export { isCountry } from "./country.ts";
export { currenciesInUse, isCurrency, minorDigits, unusualMinorDigits } from "./currency.ts";
export { scaled } from "./scaled.ts";
