/** Exact decimals and the minor units of currencies. */
export { minorDigits } from "./currency.ts";
export { scaled } from "./scaled.ts";
