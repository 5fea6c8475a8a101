import { minorDigits } from "./currency.ts";

/** `-1234.50 EUR`: an amount in a sentence, with the digits of its currency and a point, whatever the reader's language. */
export function amountText(minor: number | bigint, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(minor < 0 ? -BigInt(minor) : BigInt(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const decimals = digits === 0 ? "" : `.${text.slice(-digits)}`;
  return `${minor < 0 ? "-" : ""}${whole}${decimals} ${currency}`;
}
