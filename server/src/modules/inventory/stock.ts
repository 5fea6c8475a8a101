/** What can still be promised, and from where: pure rules, no I/O. Quantities are whole thousandths (milli). */

/** A stock level as it was locked. Lower priority is taken from first. */
export type Level = { productId: string; warehouseId: string; priority: number; availableMilli: number };

/** A quantity of a product taken from a warehouse. */
export type Allocation = { productId: string; warehouseId: string; quantityMilli: number };

export type StockWish = { productId: string; quantityMilli: number };

/** Levels by product, in the order in which they are taken from; shrinks as wishes are granted. */
export class OpenStock {
  #levels = new Map<string, Level[]>();

  constructor(levels: Level[]) {
    const sorted = [...levels].sort(
      (a, b) => a.priority - b.priority || (a.warehouseId < b.warehouseId ? -1 : 1),
    );
    for (const level of sorted) {
      const own = this.#levels.get(level.productId) ?? [];
      this.#levels.set(level.productId, own);
      own.push({ ...level });
    }
  }

  /** What can still be promised of the product, over all warehouses. */
  availableMilli(productId: string): number {
    return (this.#levels.get(productId) ?? []).reduce((sum, { availableMilli }) => sum + availableMilli, 0);
  }

  /** Takes a wish that is known to fit; it may be split over warehouses. */
  take({ productId, quantityMilli }: StockWish): Allocation[] {
    const taken: Allocation[] = [];
    let left = quantityMilli;
    for (const level of this.#levels.get(productId) ?? []) {
      const part = Math.min(left, level.availableMilli);
      if (part <= 0) continue;
      level.availableMilli -= part;
      left -= part;
      taken.push({ productId, warehouseId: level.warehouseId, quantityMilli: part });
    }
    if (left > 0) throw new Error("more stock was taken than there is: ask availableMilli first");
    return taken;
  }
}

/** 1.5 → 1500. Three decimals are what a quantity has. */
export function toMilli(quantity: number): number {
  return Math.round(quantity * 1_000);
}
