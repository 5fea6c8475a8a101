import Type from "typebox";
import { defineQuery } from "#platform/action";
import { sql } from "#platform/db";
import { accounts } from "../ledger.ts";

const amount = (description: string, example: number) => Type.Integer({ description, examples: [example] });

const Balance = Type.Object(
  {
    account: Type.Enum([...accounts], {
      description: "`receivables` is what customers owe, the others are where their money lies.",
      examples: ["stripe"],
    }),
    currency: Type.String({ description: "ISO 4217.", examples: ["EUR"] }),
    debit_minor: amount("All that went into it, in minor units.", 129_900),
    credit_minor: amount("All that went out of it, in minor units.", 5_000),
    balance_minor: amount("The difference, in minor units.", 124_900),
  },
  { additionalProperties: false, description: "What the ledger of payments adds up to." },
);

/** The ledger's sums: over all accounts of a currency they are nothing, because each entry is in two of them. */
export const listBalances = defineQuery({
  name: "payment_balances.list",
  door: "GET /v1/payment_balances",
  permission: "payments:see_ledger",
  describe: "The sums of the ledger of payments, by account and currency; over all accounts they are zero.",
  parameters: Type.Object({}),
  output: Type.Object(
    { data: Type.Array(Balance, { description: "By currency and account." }) },
    { additionalProperties: false },
  ),
  wholeOrganization: true,
  problems: [],
  async run(context, _parameters, { read }) {
    const rows = await read(
      context,
      sql`
      select account, currency, sum(debit)::bigint as debit_minor, sum(credit)::bigint as credit_minor,
             (sum(debit) - sum(credit))::bigint as balance_minor
        from (select debit_account as account, currency, amount_minor as debit, 0 as credit
                from payment_postings
               where organization_id = ${context.organizationId}
               union all
              select credit_account, currency, 0, amount_minor
                from payment_postings
               where organization_id = ${context.organizationId}) entries
       group by account, currency
       order by currency, account`,
    );
    return JSON.stringify({ data: rows });
  },
});
