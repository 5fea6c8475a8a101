/** The objects that travel, as their modules hand them out. */
import { productDocument, productIds } from "#modules/catalog";
import type { Asking } from "#modules/connections";
import { customerDocument, customerIds } from "#modules/customers";
import { orderDocument, orderIds } from "#modules/orders";
import { timeZone } from "#modules/organizations";
import { orderPaymentIds, paymentDocument, paymentIds } from "#modules/payments";
import type { Statement } from "#platform/db";
import type { ErpKind, OurObject, Reference } from "./contract.ts";

/** Undefined when it is gone. */
export async function findObject(asked: Asking, { kind, id }: Reference): Promise<OurObject | undefined> {
  const statement = documentOf(asked, kind, id);
  if (statement === undefined) return undefined;
  const [row] = await asked.query<{ document: string }>(statement);
  // its module writes it as the contract says
  return row && (JSON.parse(row.document) as OurObject);
}

/** Ids behind `after` of what is to be in an ERP, in their order. */
export async function listObjectIds(
  asked: Asking,
  kind: ErpKind,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await asked.query<{ id: string }>(idsOf(asked, kind, after, limit));
  return rows.map(({ id }) => id);
}

/** Ids of what paid the order and is here. */
export async function listPaymentsOf(asked: Asking, orderId: string): Promise<string[]> {
  const { organizationId } = asked.context;
  const rows = await asked.query<{ id: string }>(orderPaymentIds(organizationId, orderId));
  return rows.map(({ id }) => id);
}

function documentOf({ context }: Asking, kind: ErpKind, id: string): Statement {
  const { organizationId } = context;
  if (kind === "customers") return customerDocument(organizationId, id);
  if (kind === "products") return productDocument(organizationId, id);
  if (kind === "orders") return orderDocument(organizationId, id, timeZone.of(context));
  return paymentDocument(organizationId, id, timeZone.of(context));
}

function idsOf({ context }: Asking, kind: ErpKind, after: string, limit: number): Statement {
  const { organizationId } = context;
  if (kind === "customers") return customerIds(organizationId, after, limit);
  if (kind === "products") return productIds(organizationId, after, limit);
  if (kind === "orders") return orderIds(organizationId, after, limit);
  return paymentIds(organizationId, after, limit);
}
