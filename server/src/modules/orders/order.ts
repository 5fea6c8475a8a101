/** The rules of an order: its states, its lines, its totals. Pure: no I/O. */
import { minorDigits, scaled } from "#platform/money";

export const orderStates = ["placed", "confirmed", "shipped", "returned", "cancelled"] as const;
export type OrderState = (typeof orderStates)[number];

/** What may follow a state. Ship and return are the next area's verbs; the table knows them already. */
const successors: Record<OrderState, readonly OrderState[]> = {
  placed: ["confirmed", "cancelled"],
  confirmed: ["shipped", "cancelled"],
  shipped: ["returned"],
  returned: [],
  cancelled: [],
};

export function mayBecome(from: OrderState, to: OrderState): boolean {
  return successors[from].includes(to);
}

/** A line as it is asked for; `unitPrice` and `discountPercent` as decimal text. */
export type WantedLine = { productId: string; quantity: number; unitPrice: string; discountPercent: number };

/** A line ready to be written. `indexes` are the places in the caller's list that it was made from. */
export type Line = WantedLine & { indexes: number[] };

/** Lines with the same product, price and discount become one, at the place of the first. */
export function merged(wanted: WantedLine[]): Line[] {
  const lines = new Map<string, Line>();
  for (const [i, line] of wanted.entries()) {
    const key = `${line.productId} ${scaled(line.unitPrice, 6)} ${line.discountPercent}`;
    const same = lines.get(key);
    if (same === undefined) lines.set(key, { ...line, indexes: [i] });
    else {
      same.quantity = addQuantities(same.quantity, line.quantity);
      same.indexes.push(i);
    }
  }
  return [...lines.values()];
}

/** Quantities have three decimals: added as whole thousandths, so that 0.1 + 0.2 is 0.3. */
export function addQuantities(a: number, b: number): number {
  return Math.round(a * 1_000 + b * 1_000) / 1_000;
}

/**
 * A line's net amount in minor units: quantity × unit price × (1 − discount), rounded half away from zero
 * once, at the end (EN 16931, BT-131).
 */
export function netMinor(
  line: { quantity: number; unitPrice: string; discountPercent: number },
  currency: string,
): bigint {
  const kept = 1_000_000n - scaled(line.discountPercent, 4);
  const product = scaled(line.quantity, 3) * scaled(line.unitPrice, 6) * kept;
  return roundedQuotient(product * 10n ** BigInt(minorDigits(currency)), 10n ** 15n);
}

export type Totals = { subtotalMinor: bigint; taxMinor: bigint; totalMinor: bigint };

/**
 * The order's totals. Tax is rounded once per tax rate on the sum of that rate's lines (EN 16931, BR-CO-17),
 * not per line: that is what an invoice must show.
 */
export function totals(lines: { netMinor: bigint; taxRatePercent: string }[]): Totals {
  const nets = new Map<bigint, bigint>();
  for (const { netMinor: net, taxRatePercent } of lines) {
    const rate = scaled(taxRatePercent, 4); // "19" and "19.0000" are one rate
    nets.set(rate, (nets.get(rate) ?? 0n) + net);
  }
  let subtotalMinor = 0n;
  let taxMinor = 0n;
  for (const [rate, net] of nets) {
    subtotalMinor += net;
    taxMinor += roundedQuotient(net * rate, 1_000_000n);
  }
  return { subtotalMinor, taxMinor, totalMinor: subtotalMinor + taxMinor };
}

/** Half away from zero, as commerce rounds. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend >= 0n ? (dividend + half) / divisor : -((-dividend + half) / divisor);
}

export const largestMinor = BigInt(Number.MAX_SAFE_INTEGER);
