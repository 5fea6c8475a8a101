import { sql, type Tx } from "#platform/db";

/** What an order must know of a product, in one currency. */
export type Offer = {
  id: string;
  sku: string;
  name: string;
  status: "active" | "discontinued";
  tax_category: string;
  /** Net price of one in the asked currency as a decimal string; null when there is none. */
  unit_price: string | null;
  currency: string;
  /** What one costs the organization as a decimal string, in its own currency; null when it is not known. */
  unit_cost: string | null;
  cost_currency: string;
};

/** Each product in each of the currencies; products that the actor may not see are not among them. */
export async function listOffers(tx: Tx, productIds: string[], currencies: string[]): Promise<Offer[]> {
  type Row = Omit<Offer, "unit_price" | "currency"> & { prices: Record<string, string> | null };
  const rows = await tx.query<Row>(sql`
    select p.id, p.sku, p.name, p.status, p.tax_category, p.unit_cost::text as unit_cost,
           (select o.currency from organizations o where o.id = ${tx.context.organizationId}) as cost_currency,
           (select json_object_agg(r.currency, r.unit_price::text)
              from product_prices r
             where r.organization_id = p.organization_id and r.product_id = p.id and r.currency = any (${currencies}::text[])) as prices
      from products p
     where p.organization_id = ${tx.context.organizationId} and p.id = any (${productIds}::uuid[])`);
  return rows.flatMap(({ prices, ...product }) =>
    currencies.map((currency) => ({ ...product, currency, unit_price: prices?.[currency] ?? null })),
  );
}

export type CountryRate = { country: string; category: string; rate_percent: string };

/** The rates of these countries that apply on the day, one per category. */
export function listRates(tx: Tx, countries: string[], on: string): Promise<CountryRate[]> {
  return tx.query<CountryRate>(sql`
    select distinct on (country, category) country, category, rate_percent::text as rate_percent
      from tax_rates
     where organization_id = ${tx.context.organizationId} and country = any (${countries}::text[]) and first_on <= ${on}::date
     order by country, category, first_on desc`);
}

/** Of these products, the ids of those that the actor may see. */
export async function listProductIds(tx: Tx, ids: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    sql`select id from products where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])`,
  );
  return new Set(rows.map(({ id }) => id));
}
