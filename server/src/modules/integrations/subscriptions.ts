/** What happens here is to be known in the ERPs. */
import { findConnected } from "#modules/connections";
import { type Among, on, type Subscription } from "#platform/jobs";
import { noteChange } from "./change.jobs.ts";
import { erpNames } from "./connectors.ts";
import type { ErpKind } from "./contract.ts";

const heard: Record<string, ErpKind> = {
  "customer.created": "customers",
  "customer.updated": "customers",
  "customer.deleted": "customers",
  "product.created": "products",
  "product.updated": "products",
  "product.deleted": "products",
  "order.confirmed": "orders",
  "order.cancelled": "orders",
  "payment.succeeded": "payments",
};

/** Most have no ERP, and everything that changes would be a job that finds that out. */
const connected: Among = (tx, organizationIds) => findConnected(tx, erpNames, organizationIds);

export const integrationSubscriptions: Subscription[] = Object.entries(heard).map(([type, kind]) => ({
  ...on({ type }, noteChange, ({ subject }) => ({ kind, object_id: subject.id })),
  among: connected,
}));
