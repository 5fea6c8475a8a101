/** The SQL of roles. A role is locked before whoever is given it: it neither changes nor goes meanwhile. */

import { sql, type Tx } from "#platform/db";
import { invalidInput, type Problem } from "#platform/errors";
import { fixedRole, type HeldRole, heldRole, type RoleColumns } from "./held-role.ts";
import { isFixed, programRoles, staffRoles } from "./roles.ts";

/** Whom a role is for: people at work, programs, or a key, which may also be a buyer's. */
export type Holder = "member" | "program" | "key";

/**
 * The role of this name, held so that it does not change meanwhile, for somebody who is to be given it.
 * @throws 422 when there is none, or it is not for them.
 */
export async function roleToGive(tx: Tx, name: string, holder: Holder): Promise<HeldRole> {
  if (isFixed(name)) {
    const fitting: readonly string[] = {
      member: staffRoles,
      program: programRoles,
      key: [...programRoles, "buyer"],
    }[holder];
    if (!fitting.includes(name)) throw noSuchRole(`The role "${name}" is not for a ${holder}.`);
    return fixedRole(name);
  }
  const [role] = await findRoles(tx, [name]);
  if (role === undefined)
    throw noSuchRole(`There is no role "${name}". GET /v1/roles lists those that there are.`);
  if (holder !== "member" && role.scope === "assigned")
    throw noSuchRole(
      `The role "${name}" is for members, who are assigned customers. A key is limited by its own "customer_scope".`,
    );
  return role;
}

/** What the name stands for at the moment; what it stood for and is gone holds nothing. */
export async function roleNamed(tx: Tx, name: string): Promise<HeldRole> {
  if (isFixed(name)) return fixedRole(name);
  const [role] = await findRoles(tx, [name]);
  return role ?? heldRole({ role: name, role_id: null, role_scope: null, role_permissions: null });
}

/** The same for many, by name. */
export async function rolesNamed(tx: Tx, names: string[]): Promise<(name: string) => HeldRole> {
  const own = names.filter((name) => !isFixed(name));
  const found = new Map((own.length === 0 ? [] : await findRoles(tx, own)).map((role) => [role.name, role]));
  return (name) =>
    found.get(name) ?? heldRole({ role: name, role_id: null, role_scope: null, role_permissions: null });
}

async function findRoles(tx: Tx, names: string[]): Promise<HeldRole[]> {
  const rows = await tx.query<RoleColumns>(sql`
    select name as role, id as role_id, scope as role_scope, permissions as role_permissions
      from roles
     where organization_id = ${tx.context.organizationId} and name = any (${names}::text[]) and not fixed
     order by id
       for share`);
  return rows.map(heldRole);
}

function noSuchRole(detail: string): Problem {
  return invalidInput(detail, { errors: [{ pointer: "/role", code: "not_found", detail }] });
}
