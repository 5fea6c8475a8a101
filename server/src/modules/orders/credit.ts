/** How much more a customer may owe: pure rules, no I/O. */
import type { Hold } from "./payment.ts";

/** A customer's credit as it was locked. */
export type CreditLine = { customerId: string; currency: string; limitMinor: bigint; openMinor: bigint };

/** Shrinks as orders are granted. A customer who is not in it has no limit. */
export class OpenCredit {
  #lines: Map<string, CreditLine>;

  constructor(lines: CreditLine[]) {
    this.#lines = new Map(lines.map((line) => [line.customerId, { ...line }]));
  }

  /**
   * Takes an order's total from the customer's credit, if it fits: what is refused takes nothing, so that a smaller one
   * behind it still may.
   * @returns why it does not fit; undefined when it was taken
   */
  take(customerId: string, currency: string, totalMinor: bigint): Hold | undefined {
    const line = this.#lines.get(customerId);
    if (line === undefined || totalMinor === 0n) return undefined;
    // nobody here knows what another currency is worth today
    if (line.currency !== currency) return "credit_currency";
    if (line.openMinor + totalMinor > line.limitMinor) return "credit_limit";
    line.openMinor += totalMinor;
    return undefined;
  }
}
