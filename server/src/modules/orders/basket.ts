/** A basket becomes a promise or a problem: pure rules over what was loaded. */
import type { PaymentMethod } from "#modules/customers";
import { type FieldError, invalidInput, type Problem } from "#platform/errors";
import { customerNotActive, noPrice, noTaxRate, notOnAccount, productDiscontinued } from "./errors.ts";
import { marginMinor } from "./margin.ts";
import { type Line, largestMinor, merged, netMinor, type Totals, totals } from "./order.ts";

export type AskedLine = {
  product_id: string;
  quantity: number;
  unit_price?: string;
  discount_percent?: number;
};
export type Basket = {
  customer_id: string;
  currency: string;
  payment_method?: PaymentMethod;
  lines: AskedLine[];
};

export type KnownCustomer = {
  id: string;
  name: string;
  status: string;
  country: string;
  payment_method: PaymentMethod;
};
export type KnownOffer = {
  id: string;
  sku: string;
  name: string;
  status: string;
  tax_category: string;
  unit_price: string | null;
  unit_cost: string | null;
  cost_currency: string;
};

export type PricedLine = Line & {
  sku: string;
  name: string;
  netMinor: bigint;
  taxRatePercent: string;
  /** What one costs as decimal text, in the organization's currency; null when it is not known. */
  unitCost: string | null;
};
export type Promised = { lines: PricedLine[]; totals: Totals; marginMinor: bigint | null };

/** The codes and details of what is wrong, at the caller's own line numbers. */
type LineCheck = (line: AskedLine) => { pointer: string; code: string; detail: string } | undefined;

/**
 * Checks everything but the stock, and prices the lines.
 * @param offerOf the product in the basket's currency; undefined when there is none that the caller may see
 * @param rateOf the percent of a tax category in the customer's country, as decimal text
 */
export function promise(
  { currency, payment_method: method, lines: asked }: Basket,
  customer: KnownCustomer | undefined,
  offerOf: (productId: string) => KnownOffer | undefined,
  rateOf: (category: string) => string | undefined,
): { promised: Promised } | { refused: Problem } {
  if (customer === undefined)
    return {
      refused: missing([{ pointer: "/customer_id", code: "not_found", detail: "There is no such object." }]),
    };
  if (customer.status !== "active") {
    return {
      refused: customerNotActive(
        `${customer.name} is ${customer.status.replace("_", " ")} and cannot order.`,
      ),
    };
  }
  if (method === "on_account" && customer.payment_method !== "on_account")
    return { refused: notOnAccount(`${customer.name} has not been granted credit and pays in advance.`) };
  const at = (check: LineCheck): FieldError[] =>
    asked.flatMap((line, i) => {
      const error = check(line);
      return error === undefined ? [] : [{ ...error, pointer: `/lines/${i}${error.pointer}` }];
    });

  const unknown = at(({ product_id }) =>
    offerOf(product_id) === undefined
      ? { pointer: "/product_id", code: "not_found", detail: "There is no such object." }
      : undefined,
  );
  if (unknown.length > 0) return { refused: missing(unknown) };

  const gone = at(({ product_id }) => {
    const offer = offerOf(product_id);
    return offer?.status === "active"
      ? undefined
      : { pointer: "/product_id", code: "product_discontinued", detail: `${offer?.sku} is no longer sold.` };
  });
  if (gone.length > 0) return { refused: productDiscontinued(summary(gone), { errors: gone }) };

  const unpriced = at(({ product_id, unit_price }) =>
    unit_price === undefined && offerOf(product_id)?.unit_price == null
      ? {
          pointer: "/product_id",
          code: "no_price",
          detail: `${offerOf(product_id)?.sku} has no price in ${currency}.`,
        }
      : undefined,
  );
  if (unpriced.length > 0) return { refused: noPrice(summary(unpriced), { errors: unpriced }) };

  const untaxed = at(({ product_id }) => {
    const offer = offerOf(product_id);
    return rateOf(offer?.tax_category ?? "") === undefined
      ? {
          pointer: "/product_id",
          code: "no_tax_rate",
          detail: `There is no ${offer?.tax_category} tax rate for ${customer.country} today. Add one with POST /v1/tax_rates.`,
        }
      : undefined;
  });
  if (untaxed.length > 0) return { refused: noTaxRate(summary(untaxed), { errors: untaxed }) };

  const lines = merged(
    asked.map(({ product_id, quantity, unit_price, discount_percent }) => ({
      productId: product_id,
      quantity,
      unitPrice: unit_price ?? offerOf(product_id)?.unit_price ?? "0",
      discountPercent: discount_percent ?? 0,
    })),
  ).map((line): PricedLine => {
    const offer = offerOf(line.productId);
    return {
      ...line,
      sku: offer?.sku ?? "",
      name: offer?.name ?? "",
      netMinor: netMinor(line, currency),
      taxRatePercent: rateOf(offer?.tax_category ?? "") ?? "0",
      unitCost: offer?.unit_cost ?? null,
    };
  });
  const summed = withTotals(lines);
  if ("refused" in summed) return summed;
  const { promised } = summed;
  // costs are kept in the organization's currency only: in another one nobody knows today's rate
  const comparable = asked.every(({ product_id }) => offerOf(product_id)?.cost_currency === currency);
  const margin = comparable ? marginMinor(promised.totals.subtotalMinor, lines, currency) : null;
  return { promised: { ...promised, marginMinor: margin } };
}

/** The totals, or the problem of an amount that a JSON number cannot carry. What it earns is not known here. */
export function withTotals(lines: PricedLine[]): { promised: Promised } | { refused: Problem } {
  const sums = totals(lines);
  if (sums.totalMinor <= largestMinor) return { promised: { lines, totals: sums, marginMinor: null } };
  const detail = "The total is larger than an amount may be.";
  return { refused: invalidInput(detail, { errors: [{ pointer: "/lines", code: "too_large", detail }] }) };
}

function missing(errors: FieldError[]): Problem {
  return invalidInput("Some ids name nothing that you may see.", { errors });
}

function summary(errors: FieldError[]): string {
  return errors.length === 1
    ? (errors[0]?.detail ?? "")
    : `${errors.length} lines: ${errors[0]?.detail ?? ""}`;
}
