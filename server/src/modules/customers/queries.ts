import { type Statement, sql, type Tx } from "#platform/db";
import type { PaymentMethod } from "./payment-method.ts";

/** What an order must know of the company that places it. */
export type KnownCustomer = {
  id: string;
  name: string;
  status: "active" | "on_hold" | "archived";
  country: string;
  currency: string;
  payment_method: PaymentMethod;
  /** In minor units of `currency`; null is no limit. */
  credit_limit_minor: number | null;
};

/** Of these customers, those that the actor may see, in no order. */
export function listCustomers(tx: Tx, ids: string[]): Promise<KnownCustomer[]> {
  return tx.query<KnownCustomer>(sql`
    select id, name, status, country, currency, payment_method, credit_limit_minor
      from customers
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])
       and (${tx.within}::uuid[] is null or id = any (${tx.within}::uuid[]))`);
}

export type LockedCredit = Pick<KnownCustomer, "id" | "currency" | "credit_limit_minor">;

/**
 * Holds these customers against everybody else who counts what they owe, in id order: rivals wait, they do not deadlock.
 * What refers to them (a new order, a contact) does not wait. What is open is summed in a statement after this one: the
 * same one would not see what the rival before has committed.
 */
export function lockCredit(tx: Tx, ids: string[]): Promise<LockedCredit[]> {
  return tx.query<LockedCredit>(sql`
    select id, currency, credit_limit_minor
      from customers
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])
       and (${tx.within}::uuid[] is null or id = any (${tx.within}::uuid[]))
     order by id
       for no key update`);
}

/** How far customers are trusted, `(id, currency, credit_limit_minor, version)`, as a part of the statements of others. */
export const creditLimits = (organizationId: string): Statement =>
  // scope: for the organization's own look at its books, which sees every customer
  sql`select id, currency, credit_limit_minor, version from customers where organization_id = ${organizationId}`;
