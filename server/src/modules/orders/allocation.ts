/** Takes what an order needs from the open stock, or says which lines are short. */
import { type OpenStock, outOfStock, type Reservation, toMilli } from "#modules/inventory";
import type { FieldError, Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import type { PricedLine } from "./basket.ts";

export type AllocatedLine = PricedLine & { id: string };
export type Allocated = { lines: AllocatedLine[]; reservations: Reservation[] };

/**
 * Lines of one product share one wish: they are granted together or refused together. A refusal names every
 * short line by the caller's own number and takes nothing.
 * @param counts whether the caller may learn how much there is; otherwise only that it is not enough
 */
export function allocate(
  stock: OpenStock,
  lines: PricedLine[],
  counts: boolean,
): Allocated | { refused: Problem } {
  const wanted = new Map<string, number>();
  for (const { productId, quantity } of lines)
    wanted.set(productId, (wanted.get(productId) ?? 0) + toMilli(quantity));

  const errors = lines.flatMap(({ productId, sku, indexes }): FieldError[] => {
    const asked = wanted.get(productId) ?? 0;
    const available = stock.availableMilli(productId);
    if (asked <= available) return [];
    const detail = counts
      ? `${available / 1_000} of SKU ${sku} are available, ${asked / 1_000} were asked for.`
      : `Not enough of SKU ${sku} is available.`;
    return indexes.map((i) => ({ pointer: `/lines/${i}/quantity`, code: "out_of_stock", detail }));
  });
  const [first] = errors;
  if (first !== undefined) return { refused: outOfStock(first.detail, { errors }) };

  const allocated = lines.map((line): AllocatedLine => ({ ...line, id: uuidv7() }));
  const reservations = allocated.flatMap(({ id, productId, quantity }) =>
    stock
      .take({ productId, quantityMilli: toMilli(quantity) })
      .map((taken) => ({ ...taken, orderLineId: id })),
  );
  return { lines: allocated, reservations };
}
