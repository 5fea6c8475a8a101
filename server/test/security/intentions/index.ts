/** What every module means, beside what it declares: written by hand, and compared. */
import { catalog } from "./catalog.ts";
import { comments } from "./comments.ts";
import { connections } from "./connections.ts";
import { customers } from "./customers.ts";
import { identity } from "./identity.ts";
import { integrations } from "./integrations.ts";
import type { Intentions } from "./intentions.ts";
import { inventory } from "./inventory.ts";
import { mails } from "./mails.ts";
import { notifications } from "./notifications.ts";
import { operations } from "./operations.ts";
import { orders } from "./orders.ts";
import { organizations } from "./organizations.ts";
import { payments } from "./payments.ts";
import { platform } from "./platform.ts";
import { webhooks } from "./webhooks.ts";

export type { Intention, Intentions } from "./intentions.ts";

export const intentions: Record<string, Intentions> = {
  identity,
  organizations,
  customers,
  catalog,
  inventory,
  orders,
  connections,
  payments,
  webhooks,
  mails,
  integrations,
  operations,
  notifications,
  comments,
  platform,
};
