/** What an order earns. Pure: no I/O. */
import { minorDigits, scaled } from "#platform/money";
import { largestMinor, roundedQuotient } from "./order.ts";

/**
 * What an order earns before any other cost: its subtotal less quantity × unit cost over all lines, rounded half away
 * from zero once, at the end. Null when a line's cost is not known, or when it is more than an amount may be.
 * @param lines with the cost of one as decimal text, in `currency`
 */
export function marginMinor(
  subtotalMinor: bigint,
  lines: { quantity: number; unitCost: string | null }[],
  currency: string,
): bigint | null {
  let cost = 0n; // in billionths
  for (const { quantity, unitCost } of lines) {
    if (unitCost === null) return null;
    cost += scaled(quantity, 3) * scaled(unitCost, 6);
  }
  const margin = subtotalMinor - roundedQuotient(cost * 10n ** BigInt(minorDigits(currency)), 10n ** 9n);
  return margin < -largestMinor || margin > largestMinor ? null : margin;
}
