/**
 * The fixed roles as sets of permissions: pure rules, no I/O. `owner` holds every permission that exists,
 * also those that later versions bring.
 */
export const roles = [
  "owner",
  "admin",
  "sales",
  "warehouse",
  "finance",
  "integration",
  "auditor",
  "buyer",
] as const;
export type Role = (typeof roles)[number];

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
const catalogAndStock = ["products:read", "tax_rates:read", "inventory:read"];

const granted: Record<Exclude<Role, "owner">, readonly string[]> = {
  admin: [
    ...reading,
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
    "orders:cancel",
    "orders:record",
    "events:read",
    "api_keys:read",
    "api_keys:write",
    "members:read",
    "members:write",
    "invitations:read",
    "invitations:write",
    "service_accounts:read",
    "service_accounts:write",
  ],
  sales: [
    ...reading,
    "organizations:read",
    "members:read",
    "customers:write",
    "inventory:read",
    "orders:place",
    "orders:set_price",
    "orders:cancel",
  ],
  warehouse: [...catalogAndStock, "inventory:write", "orders:read", "members:read"],
  finance: [
    ...reading,
    "organizations:read",
    "members:read",
    "products:see_cost",
    "tax_rates:write",
    "events:read",
  ],
  integration: [
    ...reading,
    "organizations:read",
    "customers:write",
    "products:write",
    "inventory:read",
    "inventory:write",
    "orders:place",
    "orders:cancel",
    "orders:record",
    "events:read",
  ],
  auditor: [
    ...reading,
    "organizations:read",
    "products:see_cost",
    "inventory:read",
    "events:read",
    "api_keys:read",
    "members:read",
    "invitations:read",
    "service_accounts:read",
  ],
  buyer: ["customers:read", "products:read", "orders:read", "orders:place", "orders:cancel"],
};

/**
 * What an actor of this role may do, narrowed to `scopes` when there are any.
 * @param all every permission that exists
 */
export function permissionsOf(
  role: Role,
  scopes: readonly string[] | null,
  all: readonly string[],
): Set<string> {
  const held = role === "owner" ? all : granted[role];
  return new Set(scopes === null ? held : held.filter((permission) => scopes.includes(permission)));
}

const held = new Map<Role, ReadonlySet<string>>();

/** What a member of this role may do: one set per role, because what depends on it is remembered by identity. */
export function permissionsOfMember(role: Role, all: readonly string[]): ReadonlySet<string> {
  const known = held.get(role) ?? permissionsOf(role, null, all);
  held.set(role, known);
  return known;
}

/** Every permission that a role names; start-up checks that each exists. */
export function permissionsOfRoles(): string[] {
  return [...new Set(Object.values(granted).flat())];
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
