import { minorDigits } from "./currency.ts";

/** `-1234.50 EUR`: an amount in a sentence, with the digits of its currency and a point, whatever the reader's language. */
export function amountText(minor: number | bigint, currency: string): string {
  return `${decimalText(minor, currency)} ${currency}`;
}

/** `1.299,00 €`: the same as readers of a language write it. @param locale BCP 47 */
export function amountIn(locale: string, minor: number | bigint, currency: string): string {
  const digits = minorDigits(currency);
  const style = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  // what Intl takes as text it does not round to a double
  return new Intl.NumberFormat(locale, style as Intl.NumberFormatOptions).format(
    decimalText(minor, currency) as Intl.StringNumericLiteral,
  );
}

function decimalText(minor: number | bigint, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(minor < 0 ? -BigInt(minor) : BigInt(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const decimals = digits === 0 ? "" : `.${text.slice(-digits)}`;
  return `${minor < 0 ? "-" : ""}${whole}${decimals}`;
}
