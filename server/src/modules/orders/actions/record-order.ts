import type { Static } from "typebox";
import { listOffers } from "#modules/catalog";
import { listCustomers } from "#modules/customers";
import { defineAction, type Ending, notThere, taken } from "#platform/action";
import { alreadyExists, forbidden, invalidInput, type Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { type PricedLine, withTotals } from "../basket.ts";
import { orderRecorded } from "../events.ts";
import { RecordOrder } from "../input.ts";
import { netMinor } from "../order.ts";
import { mayRecordAs } from "../policy.ts";
import { insertOrders, takenNames } from "../queries.ts";
import { order } from "../resource.ts";
import { type Decided, lineRows, orderRow } from "../rows.ts";
import { seriesOf } from "../series.ts";

type Recorded = Static<typeof RecordOrder>;

/**
 * Take over an order of the past: number, date, status and prices as they were. Moves no stock, and nothing is
 * mailed on `order.recorded`.
 */
export const recordOrder = defineAction({
  name: "orders.record",
  door: "POST /v1/orders/record",
  permission: "orders:record",
  allows: "Take over orders of the past from another system.",
  describe:
    "Take over an order of the past with its own number, date, status and prices. Moves no stock and triggers nothing. Where the setting `orders.second_person_confirms` is on, only as placed or cancelled.",
  input: RecordOrder,
  output: order,
  status: 201,
  fails: [alreadyExists],
  batch: true,
  async many(contexts, tx, wishes) {
    const productIds = [
      ...new Set(wishes.flatMap(({ lines }) => lines.map(({ product_id }) => product_id.toLowerCase()))),
    ];
    const [customers, offers, names] = await Promise.all([
      listCustomers(
        tx,
        wishes.map(({ customer_id }) => customer_id),
      ),
      listOffers(tx, productIds, [""]),
      takenNames(
        tx,
        wishes.flatMap((wish) => numberOf(wish) ?? []),
        wishes.flatMap(({ external_reference }) => external_reference ?? []),
      ),
    ]);
    const customerIds = new Set(customers.map(({ id }) => id));
    const products = new Map(offers.map((offer) => [offer.id, offer]));

    const decided: Decided[] = [];
    const endings = wishes.map((wish, i): Ending => {
      const context = contexts[i] ?? tx.context;
      const sentence = mayRecordAs(context, wish.status);
      if (!sentence.allowed) return { refused: forbidden(sentence.because, { denial: sentence.denial }) };
      const number = numberOf(wish);
      const refused = problemOf(wish, number, customerIds, products, names);
      if (refused !== undefined || number === undefined) return { refused: refused ?? noNumber() };
      const priced = withTotals(pricedLines(wish, products));
      if ("refused" in priced) return priced;

      const id = uuidv7();
      const { lines, totals } = priced.promised;
      decided.push({
        id,
        number,
        status: wish.status,
        confirmedBy: null,
        heldBecause: null,
        paymentMethod: null,
        paymentStatus: "not_tracked",
        placedAt: wish.placed_at,
        recorded: true,
        asked: wish,
        totals,
        marginMinor: null,
        lines: lines.map((line) => ({ ...line, id: uuidv7() })),
      });
      orderRecorded.emit(tx, context, { id, version: 1 }, { customer_id: wish.customer_id.toLowerCase() });
      return id;
    });
    if (decided.length > 0)
      insertOrders(tx, seriesOf(tx.context), decided.map(orderRow), decided.flatMap(lineRows));
    return endings;
  },
});

function numberOf({ number, external_reference }: Recorded): string | undefined {
  return number ?? external_reference;
}

function problemOf(
  { customer_id, lines, external_reference }: Recorded,
  number: string | undefined,
  customers: Set<string>,
  products: Map<string, unknown>,
  names: { numbers: Set<string>; references: Set<string> },
): Problem | undefined {
  if (number === undefined) return noNumber();
  if (!customers.has(customer_id.toLowerCase())) return notThere("/customer_id");
  const missing = lines.findIndex(({ product_id }) => !products.has(product_id.toLowerCase()));
  if (missing >= 0) return notThere(`/lines/${missing}/product_id`);
  if (external_reference !== undefined && names.references.has(external_reference)) {
    return taken(
      "external_reference",
      `There is one with external_reference "${external_reference}" already.`,
    );
  }
  if (names.numbers.has(number)) return taken("number", `There is one with number "${number}" already.`);
  names.numbers.add(number); // a second one in the same set is refused like one from before
  if (external_reference !== undefined) names.references.add(external_reference);
  return undefined;
}

function noNumber(): Problem {
  const detail = 'Give "number" or "external_reference".';
  return invalidInput(detail, { errors: [{ pointer: "/number", code: "required", detail }] });
}

/** Lines stay as they were recorded: history is not merged. */
function pricedLines(
  { lines, currency }: Recorded,
  products: Map<string, { sku: string; name: string }>,
): PricedLine[] {
  return lines.map(({ product_id, quantity, unit_price, discount_percent = 0, tax_rate_percent = 0 }, i) => {
    const productId = product_id.toLowerCase();
    const { sku = "", name = "" } = products.get(productId) ?? {};
    const line = { productId, quantity, unitPrice: unit_price, discountPercent: discount_percent };
    return {
      ...line,
      sku,
      name,
      indexes: [i],
      netMinor: netMinor(line, currency),
      taxRatePercent: String(tax_rate_percent),
      unitCost: null, // today's says nothing about then
    };
  });
}
