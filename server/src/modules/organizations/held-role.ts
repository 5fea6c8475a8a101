/** A role as it is held at a moment: what its name stands for, fixed or of the organization's own. Pure. */
import { permissionNames, permissionSet } from "#platform/access";
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
  const exist = permissionNames();
  return {
    name: role,
    id: role_id,
    scope: role_scope ?? "assigned",
    permissions: permissionSet(role_permissions?.filter((one) => exist.has(one)) ?? []),
  };
}

/** Does the name stand for a role at the moment? One of the organization's own may be gone. */
export function isThere({ name, id }: HeldRole): boolean {
  return id !== null || isFixed(name);
}

// by the permissions that there are: a role that was asked for early does not lack what is declared after it
const held = new WeakMap<ReadonlySet<string>, Map<FixedRole, HeldRole>>();

/** What a fixed role is: the same object until another permission is declared. */
export function fixedRole(name: FixedRole): HeldRole {
  const exist = permissionNames();
  const roles = held.get(exist) ?? new Map<FixedRole, HeldRole>();
  held.set(exist, roles);
  const known = roles.get(name);
  if (known !== undefined) return known;
  const role: HeldRole = {
    name,
    id: null,
    scope: "all",
    permissions: permissionSet(permissionsOfFixed(name)),
  };
  roles.set(name, role);
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
