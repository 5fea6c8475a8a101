import type { Context } from "#platform/access";
import { sql, type Tx } from "#platform/db";
import { initialTaxRates } from "../initial-tax-rates.ts";

/** Founds the tax rates of a new organization. */
export async function seedTaxRates(context: Context, tx: Tx): Promise<void> {
  await tx.query(sql`
    insert into tax_rates (organization_id, country, category, first_on, rate_percent)
    select ${context.organizationId}, x.country, x.category, x.first_on, x.rate_percent
      from json_to_recordset(${JSON.stringify(initialTaxRates())}::json)
           as x(country text, category text, first_on date, rate_percent numeric)`);
}
