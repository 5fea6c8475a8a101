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
};

/** One row per pair that exists; what the actor may not see is not among them. */
export function listOffers(tx: Tx, pairs: { productId: string; currency: string }[]): Promise<Offer[]> {
  return tx.query<Offer>(sql`
    select p.id, p.sku, p.name, p.status, p.tax_category, asked.currency, price.unit_price::text as unit_price
      from unnest(${pairs.map(({ productId }) => productId)}::uuid[], ${pairs.map(({ currency }) => currency)}::text[]) asked(id, currency)
      join products p on p.organization_id = ${tx.context.organizationId} and p.id = asked.id
      left join product_prices price
        on price.organization_id = p.organization_id and price.product_id = p.id and price.currency = asked.currency`);
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
