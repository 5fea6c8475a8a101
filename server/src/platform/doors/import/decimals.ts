/** Decimal text without a detour through floating point, and the tails that such a detour has left behind. */
import { Decimal } from "decimal.js";

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$/;

/** The number, or undefined when the text is none. Thousands separators are not guessed. */
export function decimalOf(text: string): Decimal | undefined {
  return decimalText.test(text) ? new Exact(text) : undefined;
}

/**
 * The shortest decimal that a 4-byte float rounds to the same value: 0.150000006 is 0.15. Text that is not
 * what a 4-byte float prints (9 significant digits at most) stays as it is, so nothing is lost that was there.
 */
export function shortestFloat32(number: Decimal): Decimal {
  const single = Math.fround(number.toNumber());
  if (!number.eq(new Exact(single).toSignificantDigits(9)) || number.isZero()) return number;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = number.toSignificantDigits(digits);
    if (Math.fround(shorter.toNumber()) === single) return shorter;
  }
  return number;
}

/** Half away from zero, as commerce rounds. */
export function rounded(number: Decimal, places: number): Decimal {
  return number.toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
}
