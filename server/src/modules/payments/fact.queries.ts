/** The SQL of facts and of the ledger. Both are added to and never changed. */
import { sql, type Tx } from "#platform/db";
import type { Posting } from "./ledger.ts";
import type { Fact } from "./payment.ts";
import type { Payment } from "./queries.ts";

export type Source = "call" | "event" | "look_up" | "reconciliation" | "finance";

type Row = {
  id: string;
  kind: Fact["kind"];
  status: string;
  about_id: string;
  amount_minor: number;
};

/**
 * Adds what is not known yet; a fact is there once, whoever told it and however often.
 * @param sourceId the event's or object's name there
 * @returns whether any was new
 */
export async function insertFacts(
  tx: Tx,
  { id, customerId }: Pick<Payment, "id" | "customerId">,
  facts: Fact[],
  source: Source,
  sourceId: string | null,
): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into payment_facts (organization_id, payment_id, customer_id, kind, status, about_id, amount_minor, source, source_id)
    select ${tx.context.organizationId}, ${id}, ${customerId}, x.kind, x.status, x.about_id, x.amount_minor, ${source}, ${sourceId}
      from json_to_recordset(${JSON.stringify(facts.map((fact) => columnsOf(fact, id)))}::json)
           as x(kind text, status text, about_id uuid, amount_minor bigint)
    on conflict (organization_id, payment_id, kind, about_id, status, amount_minor) do nothing
    returning id`);
  return rows.length > 0;
}

/** All of one payment, with the row that each is kept in. */
export async function listFacts(tx: Tx, paymentId: string): Promise<{ id: string; fact: Fact }[]> {
  // scope: facts are hidden; whoever takes some in sees the whole organization for it
  const rows = await tx.query<Row>(sql`
    select id, kind, status, about_id, amount_minor
      from payment_facts
     where organization_id = ${tx.context.organizationId} and payment_id = ${paymentId}
     order by id`);
  return rows.map((row) => ({ id: row.id, fact: factOf(row) }));
}

/** Books the entries that are not booked yet. @param factId the one that is in the books because of it */
export async function insertPostings(
  tx: Tx,
  { id, orderId, customerId, currency }: Pick<Payment, "id" | "orderId" | "customerId" | "currency">,
  postings: (Posting & { factId: string })[],
): Promise<void> {
  if (postings.length === 0) return;
  await tx.query(sql`
    insert into payment_postings (organization_id, payment_id, order_id, customer_id, refund_id, entry, debit_account,
                                  credit_account, amount_minor, currency, fact_id)
    select ${tx.context.organizationId}, ${id}, ${orderId}, ${customerId}, x."refundId", x.entry, x.debit, x.credit,
           x."amountMinor", ${currency}, x."factId"
      from json_to_recordset(${JSON.stringify(postings)}::json)
           as x("refundId" uuid, entry text, debit text, credit text, "amountMinor" bigint, "factId" uuid)
    on conflict (organization_id, payment_id, entry) do nothing`);
}

export type Totals = { paidMinor: number; refundedMinor: number };

/** What the ledger says was received for the order and given back of it. Call under the order's lock. */
export async function totalsOf(tx: Tx, orderId: string): Promise<Totals> {
  // scope: postings are hidden; whoever books sees the whole organization for it
  const [totals] = await tx.query<Totals>(sql`
    select coalesce(sum(amount_minor) filter (where entry = 'received'), 0)::bigint as "paidMinor",
           (coalesce(sum(amount_minor) filter (where refund_id is not null and debit_account = 'receivables'), 0)
            - coalesce(sum(amount_minor) filter (where refund_id is not null and credit_account = 'receivables'), 0))::bigint as "refundedMinor"
      from payment_postings
     where organization_id = ${tx.context.organizationId} and order_id = ${orderId}`);
  return totals ?? { paidMinor: 0, refundedMinor: 0 };
}

function columnsOf(fact: Fact, paymentId: string): Omit<Row, "id"> {
  switch (fact.kind) {
    case "payment":
      return { kind: fact.kind, status: fact.status, about_id: paymentId, amount_minor: fact.receivedMinor };
    case "refund":
      return {
        kind: fact.kind,
        status: fact.status,
        about_id: fact.refundId,
        amount_minor: fact.amountMinor,
      };
    case "refunded":
      return { kind: fact.kind, status: "", about_id: paymentId, amount_minor: fact.refundedMinor };
  }
}

/** Written by `columnsOf` and by nothing else: the states are those of the kind. */
function factOf({ kind, status, about_id, amount_minor }: Row): Fact {
  if (kind === "payment") return { kind, status: status as Payment["status"], receivedMinor: amount_minor };
  if (kind === "refund")
    return {
      kind,
      refundId: about_id,
      status: status as Extract<Fact, { kind: "refund" }>["status"],
      amountMinor: amount_minor,
    };
  return { kind, refundedMinor: amount_minor };
}
