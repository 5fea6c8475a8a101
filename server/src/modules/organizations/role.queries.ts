/** The SQL of roles. A role is locked before whoever is given it: it neither changes nor goes meanwhile. */

import { sql, type Tx } from "#platform/db";
import { invalidInput, type Problem } from "#platform/errors";
import { fixedRole, type HeldRole, heldRole, type RoleColumns } from "./held-role.ts";
import { fixedRoles, isFixed, programRoles, staffRoles } from "./roles.ts";

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

export type RoleRow = {
  name: string;
  description: string | null;
  scope: HeldRole["scope"];
  permissions: string[];
};

export type LockedRole = RoleRow & { fixed: boolean; version: number };

export async function lockRole(tx: Tx, id: string): Promise<LockedRole | undefined> {
  const [role] = await tx.query<LockedRole>(sql`
    select name, description, scope, permissions, fixed, version
      from roles
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for update`);
  return role;
}

export async function isRoleName(tx: Tx, name: string): Promise<boolean> {
  if (isFixed(name)) return true;
  const rows = await tx.query(
    sql`select 1 from roles where organization_id = ${tx.context.organizationId} and name = ${name}`,
  );
  return rows.length > 0;
}

export async function countOwnRoles(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    select count(*)::int as count from roles where organization_id = ${tx.context.organizationId} and not fixed`);
  return row?.count ?? 0;
}

export async function insertRole(tx: Tx, { id, ...role }: RoleRow & { id: string }): Promise<void> {
  await tx.query(sql`
    insert into roles (organization_id, id, name, description, scope, permissions)
    values (${tx.context.organizationId}, ${id}, ${role.name}, ${role.description}, ${role.scope}, ${role.permissions}::text[])`);
}

export async function writeRoleRow(
  tx: Tx,
  id: string,
  { description, permissions }: Pick<RoleRow, "description" | "permissions">,
): Promise<void> {
  await tx.query(sql`
    update roles
       set description = ${description}, permissions = ${permissions}::text[], version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function deleteRoleRow(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`delete from roles where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export type Holders = { members: number; invitations: number; service_accounts: number; api_keys: number };

/**
 * How many have the role, or could have it again: an invitation that has run out can be sent again. Keys are
 * identity's: their view is asked.
 */
export async function countHolders(tx: Tx, name: string): Promise<Holders> {
  const { organizationId } = tx.context;
  const [row] = await tx.query<Holders>(sql`
    select (select count(*)::int from members m
             where m.organization_id = ${organizationId} and m.role = ${name} and m.ended_at is null) as members,
           (select count(*)::int from invitations i
             where i.organization_id = ${organizationId} and i.role = ${name}
               and i.accepted_at is null and i.revoked_at is null) as invitations,
           (select count(*)::int from service_accounts a
             where a.organization_id = ${organizationId} and a.role = ${name}) as service_accounts,
           (select count(*)::int from key_roles k
             where k.organization_id = ${organizationId} and k.role = ${name}) as api_keys`);
  if (row === undefined) throw new Error("counting answered no row");
  return row;
}

/** Puts the fixed roles into an organization that is being founded. */
export async function insertFixedRoles(tx: Tx): Promise<void> {
  await tx.query(sql`
    insert into roles (organization_id, name, fixed)
    select ${tx.context.organizationId}, name, true from unnest(${[...fixedRoles]}::text[]) name`);
}

function noSuchRole(detail: string): Problem {
  return invalidInput(detail, { errors: [{ pointer: "/role", code: "not_found", detail }] });
}
