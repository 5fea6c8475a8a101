/**
 * The fixed roles as sets of permissions: pure rules, no I/O. `owner` holds every permission that exists,
 * also those that later versions bring. Beside them stand the roles of an organization's own (held-role.ts).
 */
import { permissionNames } from "#platform/access";

export const fixedRoles = [
  "owner",
  "admin",
  "sales",
  "warehouse",
  "finance",
  "integration",
  "auditor",
  "buyer",
] as const;
export type FixedRole = (typeof fixedRoles)[number];

/** What people can be; the others are for programs and for those who buy. */
export const staffRoles = ["owner", "admin", "sales", "warehouse", "finance", "auditor"] as const;

/** What programs can be. */
export const programRoles = [
  "owner",
  "admin",
  "sales",
  "warehouse",
  "finance",
  "integration",
  "auditor",
] as const;

const reading = ["customers:read", "products:read", "tax_rates:read", "orders:read"];
/** What staff see and those who buy do not. */
const internal = ["customers:see_internal", "products:see_internal", "orders:see_internal"];
/** Everybody who has a session of their own: what they were told is theirs alone. */
const told = ["notifications:read", "notifications:write"];
const catalogAndStock = ["products:read", "tax_rates:read", "inventory:read"];

const granted: Record<Exclude<FixedRole, "owner">, readonly string[]> = {
  admin: [
    ...reading,
    ...told,
    ...internal,
    "organizations:read",
    "organizations:write",
    "customers:write",
    "products:write",
    "products:see_cost",
    "tax_rates:write",
    "inventory:read",
    "inventory:write",
    "orders:place",
    "orders:set_price",
    "orders:confirm",
    "orders:cancel",
    "orders:record",
    "orders:annotate",
    "orders:see_margin",
    "access:explain",
    "events:read",
    "api_keys:read",
    "api_keys:write",
    "contacts:invite",
    "buyers:read",
    "buyers:write",
    "members:read",
    "members:write",
    "roles:read",
    "roles:write",
    "invitations:read",
    "invitations:write",
    "service_accounts:read",
    "service_accounts:write",
    "settings:read",
    "settings:write",
    "connections:read",
    "connections:write",
    "connections:test",
    "webhooks:read",
    "webhooks:write",
    "integrations:read",
    "integrations:write",
    "jobs:read",
    "jobs:manage",
    "inbox:read",
    "inbox:write",
    "comments:read",
    "comments:write",
    "comments:moderate",
    "history:read",
    "audit:read",
    "mails:read",
    "mails:send",
    "payments:read",
    "payments:see_internal",
    "payments:see_ledger",
    "payments:pay",
    "payments:write",
    "payments:refund",
  ],
  sales: [
    ...reading,
    ...told,
    ...internal,
    "organizations:read",
    "contacts:invite",
    "buyers:read",
    "buyers:write",
    "members:read",
    "roles:read",
    "customers:write",
    "inventory:read",
    "orders:place",
    "orders:set_price",
    "orders:confirm",
    "orders:cancel",
    "orders:annotate",
    "inbox:read",
    "inbox:write",
    "comments:read",
    "comments:write",
    "settings:read",
    "history:read",
    "access:explain",
    "mails:read",
    "mails:send",
    "payments:read",
    "payments:see_internal",
    "payments:pay",
  ],
  warehouse: [
    ...told,
    ...catalogAndStock,
    "inventory:write",
    "products:see_internal",
    "orders:read",
    "orders:see_internal",
    "orders:annotate",
    "inbox:read",
    "comments:read",
    "comments:write",
    "buyers:read",
    "members:read",
    "roles:read",
    "settings:read",
    "history:read",
    "access:explain",
  ],
  finance: [
    ...reading,
    ...told,
    ...internal,
    "organizations:read",
    "buyers:read",
    "members:read",
    "roles:read",
    "products:see_cost",
    "orders:annotate",
    "orders:see_margin",
    "tax_rates:write",
    "orders:confirm",
    "integrations:read",
    "integrations:write",
    "access:explain",
    "events:read",
    "jobs:read",
    "inbox:read",
    "inbox:write",
    "comments:read",
    "comments:write",
    "settings:read",
    "history:read",
    "mails:read",
    "payments:read",
    "payments:see_internal",
    "payments:see_ledger",
    "payments:pay",
    "payments:write",
    "payments:refund",
  ],
  integration: [
    ...reading,
    ...internal,
    "organizations:read",
    "customers:write",
    "products:write",
    "inventory:read",
    "inventory:write",
    "orders:place",
    "orders:cancel",
    "orders:record",
    "webhooks:read",
    "access:explain",
    "events:read",
    "settings:read",
    "payments:read",
    "payments:see_internal",
    "payments:pay",
  ],
  auditor: [
    ...reading,
    ...told,
    ...internal,
    "access:explain",
    "organizations:read",
    "products:see_cost",
    "orders:see_margin",
    "inventory:read",
    "events:read",
    "api_keys:read",
    "buyers:read",
    "members:read",
    "roles:read",
    "invitations:read",
    "service_accounts:read",
    "webhooks:read",
    "connections:read",
    "integrations:read",
    "jobs:read",
    "inbox:read",
    "comments:read",
    "settings:read",
    "history:read",
    "audit:read",
    "mails:read",
    "payments:read",
    "payments:see_internal",
    "payments:see_ledger",
  ],
  buyer: [
    ...told,
    "customers:read",
    "buyers:read",
    "products:read",
    "orders:read",
    "orders:place",
    "orders:cancel",
    "payments:read",
    "payments:pay",
  ],
};

const described: Record<FixedRole, string> = {
  owner: "Holds every permission that there is and will be, and alone makes other owners.",
  admin: "Runs the company in Plinth: its people, roles, keys and settings, its products, stock and orders.",
  sales: "Looks after customers and their contacts: places, prices, confirms and cancels orders.",
  warehouse: "Receives, counts and moves stock, and reads the orders that it is for.",
  finance:
    "Reads orders with their margins and products with their costs, keeps the tax rates, confirms orders.",
  integration: "For programs that keep another system in step: customers, products, stock and orders.",
  auditor: "Reads everything, the whole trail included, and changes nothing.",
  buyer: "For those who buy: they see their own company only, and order for it.",
};

/** Whom a fixed role is for, in a sentence. */
export function describeFixed(role: FixedRole): string {
  return described[role];
}

/** What a fixed role allows, in the version that runs. */
export function permissionsOfFixed(role: FixedRole): string[] {
  return [...(role === "owner" ? permissionNames() : granted[role])];
}

/** Every permission that a fixed role names; start-up checks that each exists. */
export function permissionsOfRoles(): string[] {
  return [...new Set(Object.values(granted).flat())];
}

export function isFixed(name: string): name is FixedRole {
  return (fixedRoles as readonly string[]).includes(name);
}
