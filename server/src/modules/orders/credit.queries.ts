/** What customers may still owe, as the database has it. */
import { lockCredit } from "#modules/customers";
import { sql, type Tx } from "#platform/db";
import { OpenCredit } from "./credit.ts";

type Open = { customerId: string; currency: string; openMinor: string };

/**
 * Locks the credit of these customers, in id order, and sums what is open of it. Call after the stock is locked and
 * before orders are: rivals wait in one order and never deadlock.
 */
export async function openCredit(tx: Tx, customerIds: string[]): Promise<OpenCredit> {
  if (customerIds.length === 0) return new OpenCredit([]);
  // sent together: the sum begins when the locks are held, and so sees what the rivals before have committed
  const [customers, open] = await Promise.all([lockCredit(tx, customerIds), sumOpen(tx, customerIds)]);
  const openIn = new Map(
    open.map(({ customerId, currency, openMinor }) => [`${customerId} ${currency}`, openMinor]),
  );
  return new OpenCredit(
    customers.flatMap(({ id, currency, credit_limit_minor: limit }) =>
      limit === null
        ? []
        : {
            customerId: id,
            currency,
            limitMinor: BigInt(limit),
            openMinor: BigInt(openIn.get(`${id} ${currency}`) ?? 0),
          },
    ),
  );
}

/**
 * What is owed for orders on account, by currency. One that did not fit takes nothing until somebody confirms it; one
 * that waits for a second person did fit. The first four conditions are those of the index `orders_taking_credit`.
 */
function sumOpen(tx: Tx, customerIds: string[]): Promise<Open[]> {
  return tx.query<Open>(sql`
    select customer_id as "customerId", currency,
           sum(total_minor - greatest(0, paid_minor - refunded_minor))::text as "openMinor"
      from orders
     where organization_id = ${tx.context.organizationId} and customer_id = any (${customerIds}::uuid[])
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       and payment_method = 'on_account' and status <> 'cancelled' and paid_minor - refunded_minor < total_minor
       and (status <> 'placed' or held_because is null or held_because = 'second_person')
     group by customer_id, currency`);
}
