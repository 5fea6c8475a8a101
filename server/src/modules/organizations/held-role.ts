/** A role as it is held at a moment: what its name stands for, fixed or of the organization's own. Pure. */
import { permissionSet, permissions } from "#platform/access";
import { type FixedRole, fixedRoles, isFixed, permissionsOfFixed } from "./roles.ts";

export type HeldRole = {
  name: string;
  /** Of a role of the organization's own; who holds one is forgotten by it when it changes. */
  id: string | null;
  /** Whether whoever has it sees all customers, or those that they are assigned. */
  scope: "all" | "assigned";
  permissions: ReadonlySet<string>;
};

/** How a statement answers a role: its name, and the row of the name where there is one. */
export type RoleColumns = {
  role: string;
  role_id: string | null;
  role_scope: "all" | "assigned" | null;
  role_permissions: string[] | null;
};

/** What the columns stand for. A name that stands for nothing any more holds nothing. */
export function heldRole({ role, role_id, role_scope, role_permissions }: RoleColumns): HeldRole {
  if (isFixed(role)) return fixedRole(role);
  const exist = new Set(permissions().map(({ name }) => name));
  return {
    name: role,
    id: role_id,
    scope: role_scope ?? "assigned",
    permissions: permissionSet(role_permissions?.filter((one) => exist.has(one)) ?? []),
  };
}

const held = new Map<FixedRole, HeldRole>();

/** What a fixed role is, once all permissions are declared. */
export function fixedRole(name: FixedRole): HeldRole {
  const known = held.get(name);
  if (known !== undefined) return known;
  const role: HeldRole = {
    name,
    id: null,
    scope: "all",
    permissions: permissionSet(permissionsOfFixed(name)),
  };
  held.set(name, role);
  return role;
}

/** What somebody of this role may do, narrowed to `scopes` when there are any. */
export function permissionsOf(role: HeldRole, scopes: readonly string[] | null): ReadonlySet<string> {
  return scopes === null
    ? role.permissions
    : permissionSet(scopes.filter((permission) => role.permissions.has(permission)));
}

/** Names of the fixed roles that hold the permission. */
export function fixedRolesWith(permission: string): string[] {
  return fixedRoles.filter((name) => fixedRole(name).permissions.has(permission));
}
