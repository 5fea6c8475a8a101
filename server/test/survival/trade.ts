/** The trade of one organization, by clients who insist: what they asked, and what each was told in the end. */
import { askAt } from "#harness/instance";
import { pace, until } from "#harness/until";
import { type Deed, type Done, insist, isFinal, patience } from "./stubborn-clients.ts";

export type Shelf = {
  customer: string;
  /** Enough of each for everybody. */
  plenty: string[];
  /** Fewer than are wanted. */
  scarce: string;
  /** What lay there at first, by product. */
  received: Record<string, number>;
};

type At = Parameters<typeof insist>[0] & { ended: AbortSignal };

const [plenty, few] = [100_000, 150];

/** A customer and products that lie on their shelves. */
export async function openShop(at: At): Promise<Shelf> {
  const make = async (path: string, body: object): Promise<string> => {
    const key = crypto.randomUUID();
    const asked = { key: at.key, body, headers: { "idempotency-key": key }, signal: patience() };
    const answer = await until(`POST ${path} to be answered`, async () => {
      const one = await askAt(at.url, "POST", path, asked);
      return isFinal(one) && one;
    });
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.json.id;
  };
  const received: Record<string, number> = {};
  const product = async (quantity: number): Promise<string> => {
    const prices = [{ currency: "EUR", unit_price: "10" }];
    const id = await make("/v1/products", { sku: `SKU-${crypto.randomUUID()}`, name: "Chai", prices });
    await make("/v1/stock_movements", { product_id: id, quantity, reason: "received" });
    received[id] = quantity;
    return id;
  };
  const customer = await make("/v1/customers", { name: "Alfreds", country: "DE", currency: "EUR" });
  const shelves = [await product(plenty), await product(plenty), await product(plenty)];
  return { customer, plenty: shelves, scarce: await product(few), received };
}

/**
 * One client's day, from deed to deed: orders, some cancelled, some in batches, returned goods, and what is scarce.
 * @param done hears what was settled @param stop no further deed is begun; what is begun is insisted on
 */
export async function trade(
  at: At,
  { customer, plenty, scarce }: Shelf,
  nth: number,
  done: (one: Done) => void,
  stop: AbortSignal,
): Promise<void> {
  const open: string[] = [];
  for (let step = nth; !stop.aborted; step++) {
    const product_id = step % 3 === 2 ? scarce : (plenty[step % plenty.length] ?? "");
    const item = { customer_id: customer, currency: "EUR", lines: [{ product_id, quantity: 1 }] };
    const cancelled = step % 5 === 4 ? open.shift() : undefined;
    const [path, body] = wish(step, item, cancelled);
    const deed: Deed = { path, body, key: crypto.randomUUID() };
    const one = await insist(at, deed, at.ended);
    if (one === undefined) return;
    done(one);
    if (path === "/v1/orders" && one.answer.status === 201) open.push(one.answer.json.id);
    await pace(breathMs);
  }
}

const breathMs = 60;

type Item = { customer_id: string; currency: string; lines: { product_id: string; quantity: number }[] };

function wish(step: number, item: Item, cancelled: string | undefined): [path: string, body: object] {
  if (cancelled !== undefined) return [`/v1/orders/${cancelled}/cancel`, {}];
  if (step % 7 === 6) return ["/v1/stock_movements", { ...item.lines[0], reason: "returned" }];
  if (step % 11 === 10) return ["/v1/orders/batch", { items: [item, item] }];
  return ["/v1/orders", item];
}
