import type { Static } from "typebox";
import { type CountryRate, listOffers, listRates, type Offer } from "#modules/catalog";
import { listCustomers } from "#modules/customers";
import { mayCountStock, openStock, outOfStock, type Reservation, reserveAll } from "#modules/inventory";
import type { Context } from "#platform/access";
import { defineAction, type Ending } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { forbidden } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { allocate } from "../allocation.ts";
import { promise } from "../basket.ts";
import { byRule } from "../by-rule.ts";
import { openCredit } from "../credit.queries.ts";
import { customerNotActive, noPrice, noTaxRate, notOnAccount, productDiscontinued } from "../errors.ts";
import { orderConfirmed, orderHeld, orderPlaced } from "../events.ts";
import { PlaceOrder } from "../input.ts";
import { mayNameItsPrice } from "../policy.ts";
import { insertOrders } from "../queries.ts";
import { order } from "../resource.ts";
import { type Decided, lineRows, orderRow } from "../rows.ts";
import { seriesOf, today } from "../series.ts";
import { customersWithLimit, type Terms, termsOf } from "../terms.ts";
import { tellHeld } from "./tell-held.ts";

type Basket = Static<typeof PlaceOrder>;

/**
 * Place an order: the moment a basket becomes a promise.
 *
 * One transaction reserves the stock, writes the order and records `order.placed`; if any step fails, none of
 * it happened. It works in sets: what many ask at the same time shares these few statements, and stock is
 * given in the order of asking. Mail and ERP hang on the event and run after commit.
 */
export const placeOrder = defineAction({
  name: "orders.place",
  door: "POST /v1/orders",
  permission: "orders:place",
  allows: "Place orders at the catalog's prices.",
  describe:
    "Place an order: prices come from the catalog, stock is reserved, totals are computed. All or nothing. An order on account that fits the customer's credit is confirmed at once; one that does not is placed all the same and waits for a person.",
  input: PlaceOrder,
  output: order,
  fails: [outOfStock, customerNotActive, notOnAccount, productDiscontinued, noPrice, noTaxRate],
  batch: true,
  async many(contexts, tx, wishes) {
    const baskets = wishes.map(normalized);
    const prices = await loadPrices(tx, baskets);
    // locked by product and warehouse, before the orders and the counter: rivals wait, they do not deadlock. The
    // rates are asked for first: openStock looks beyond the actor's scope until it has its answer
    const [rates, stock] = await Promise.all([
      loadRates(tx, prices.countries),
      openStock(tx, prices.productIds),
    ]);
    // behind the stock and before the orders, for the same reason; nobody waits where no credit is limited
    const credit = await openCredit(tx, customersWithLimit(baskets, prices.customer));

    const reservations: Reservation[] = [];
    const decided: Decided[] = [];
    const endings = baskets.map((basket, i): Ending => {
      const context = contexts[i] ?? tx.context;
      const denied = denial(context, basket);
      if (denied !== undefined) return denied;
      const customer = prices.customer(basket.customer_id);
      const verdict = promise(basket, customer, prices.offersIn(basket.currency), (category) =>
        rates.get(`${customer?.country} ${category}`),
      );
      if ("refused" in verdict) return verdict;
      // of each wish: a set may hold those of callers who see different things
      const allocated = allocate(stock, verdict.promised.lines, mayCountStock(context));
      if ("refused" in allocated) return allocated;

      const id = uuidv7();
      const { totals, marginMinor } = verdict.promised;
      const terms = termsOf(context, basket, customer, totals.totalMinor, credit);
      reservations.push(...allocated.reservations);
      decided.push({
        id,
        number: null,
        ...terms,
        placedAt: null,
        recorded: false,
        asked: basket,
        totals,
        marginMinor,
        lines: allocated.lines,
      });
      // what an order earns is in its trail, also where whoever placed it does not see it
      noteChanges(tx, id, { margin_minor: { after: marginMinor === null ? null : Number(marginMinor) } });
      tell(tx, context, id, basket, terms);
      return id;
    });
    if (decided.length === 0) return endings;

    insertOrders(tx, seriesOf(tx.context), decided.map(orderRow), decided.flatMap(lineRows));
    await reserveAll(tx, reservations);
    await tellHeld(tx, decided);
    return endings;
  },
});

function denial(context: Context, { lines }: Basket): Ending | undefined {
  const names = lines.some(
    ({ unit_price, discount_percent }) => unit_price !== undefined || discount_percent !== undefined,
  );
  const sentence = mayNameItsPrice(context);
  return names && !sentence.allowed
    ? { refused: forbidden(sentence.because, { denial: sentence.denial }) }
    : undefined;
}

/** It is placed, and the rule may have said more about it already. */
function tell(tx: Tx, context: Context, id: string, { customer_id }: Basket, terms: Terms): void {
  const subject = { id, version: 1 };
  orderPlaced.emit(tx, context, subject, { customer_id });
  if (terms.confirmedBy !== null) orderConfirmed.emit(tx, byRule(context), subject, { customer_id });
  if (terms.heldBecause !== null) orderHeld.emit(tx, byRule(context), subject, { customer_id });
}

async function loadPrices(tx: Tx, baskets: Basket[]) {
  const productIds = [...new Set(baskets.flatMap(({ lines }) => lines.map(({ product_id }) => product_id)))];
  const currencies = [...new Set(baskets.map(({ currency }) => currency))];
  const [customers, offers] = await Promise.all([
    listCustomers(tx, [...new Set(baskets.map(({ customer_id }) => customer_id))]),
    listOffers(tx, productIds, currencies),
  ]);
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  const byPair = new Map<string, Offer>(offers.map((offer) => [`${offer.id} ${offer.currency}`, offer]));
  return {
    productIds,
    countries: [...new Set(customers.map(({ country }) => country))],
    customer: (id: string) => byId.get(id),
    offersIn: (currency: string) => (id: string) => byPair.get(`${id} ${currency}`),
  };
}

async function loadRates(tx: Tx, countries: string[]): Promise<Map<string, string>> {
  const rates: CountryRate[] = await listRates(tx, countries, today(tx.context));
  return new Map(
    rates.map(({ country, category, rate_percent }) => [`${country} ${category}`, rate_percent]),
  );
}

/** Ids as the database writes them, so that they can be compared as text. */
function normalized(basket: Basket): Basket {
  const lines = basket.lines.map((line) => ({ ...line, product_id: line.product_id.toLowerCase() }));
  return { ...basket, customer_id: basket.customer_id.toLowerCase(), lines };
}
