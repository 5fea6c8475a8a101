/**
 * Amounts as Stripe writes them. Its smallest unit is not everywhere that of ISO 4217, so that an amount handed over
 * as it is would be a hundred times too much, or too little.
 */
import { minorDigits } from "#platform/money";

// https://docs.stripe.com/currencies: what has no decimals there. ISK and UGX have none in ISO 4217, and two there
const withoutDecimals = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const withThree = new Set("BHD JOD KWD OMR TND".split(" "));

const digitsThere = (currency: string) =>
  withoutDecimals.has(currency) ? 0 : withThree.has(currency) ? 3 : 2;

/** @returns undefined where Stripe cannot say the amount: its unit is larger than ours. */
export function toStripe(minor: number, currency: string): number | undefined {
  return scaled(minor, digitsThere(currency) - minorDigits(currency));
}

/** @returns undefined where our unit cannot say the amount. */
export function fromStripe(amount: number, currency: string): number | undefined {
  return scaled(amount, minorDigits(currency) - digitsThere(currency));
}

function scaled(amount: number, digits: number): number | undefined {
  const exact = digits >= 0 ? amount * 10 ** digits : amount / 10 ** -digits;
  return Number.isSafeInteger(exact) ? exact : undefined;
}
