/** The SQL of memberships. Members are locked in the order of their ids, before invitations. */
import { type Changes, changesBetween } from "#platform/audit";
import { sql, type Tx } from "#platform/db";

export type LockedMember = {
  id: string;
  name: string;
  email: string;
  role: string;
  ended_at: Date | null;
  version: number;
};

/** Everybody whom a change of this membership concerns, locked: the member, and the owners of whom one must stay. */
export async function lockWithOwners(
  tx: Tx,
  id: string,
): Promise<{ member: LockedMember | undefined; otherOwners: number }> {
  const rows = await tx.query<LockedMember>(sql`
    select id, name, email, role, ended_at, version
      from members
     where organization_id = ${tx.context.organizationId}
       and (id = ${id} or (role = 'owner' and ended_at is null))
     order by id
       for update`);
  const member = rows.find((row) => row.id === id);
  const otherOwners = rows.filter((row) => row.id !== id).length;
  return { member, otherOwners };
}

/** These members, locked; those who left as well. */
export async function lockMembers(tx: Tx, ids: string[]): Promise<LockedMember[]> {
  return await tx.query<LockedMember>(sql`
    select id, name, email, role, ended_at, version
      from members
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])
     order by id
       for update`);
}

/** Whether the person belongs to the organization at the moment. Locks nothing. */
export async function isMember(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select 1 from members where organization_id = ${tx.context.organizationId} and id = ${id} and ended_at is null`);
  return rows.length === 1;
}

/** What the owner of this address is here at the moment, if anything. @param email in the form that is compared */
export async function findBelonging(tx: Tx, email: string): Promise<"member" | "buyer" | undefined> {
  const { organizationId } = tx.context;
  // scope: an address is somebody's in the whole organization; who sees a part of it is not told
  const [found] = await tx.query<{ kind: "member" | "buyer" }>(sql`
    select 'member' as kind from members
     where organization_id = ${organizationId} and email = ${email} and ended_at is null
     union all
    select 'buyer' from buyers
     where organization_id = ${organizationId} and email = ${email} and ended_at is null
     limit 1`);
  return found?.kind;
}

export type Joining = { id: string; name: string; email: string; role: string };

/** How joining reads in the trail. @param before what they were here, if they come back */
export function joinedAs({ name, email, role }: Omit<Joining, "id">, before?: LockedMember): Changes {
  const were = { ...before, ended_at: before?.ended_at?.toISOString() };
  return changesBetween(were, { name, email, role, ended_at: null }, new Set(["name", "email"]));
}

/** Makes the person a member, also when they were one before. @returns the version of the membership */
export async function writeMember(tx: Tx, { id, name, email, role }: Joining): Promise<number> {
  const [row] = await tx.query<{ version: number }>(sql`
    insert into members (organization_id, id, name, email, role)
    values (${tx.context.organizationId}, ${id}, ${name}, ${email}, ${role})
    on conflict (organization_id, id) do update
       set name = excluded.name, email = excluded.email, role = excluded.role, ended_at = null,
           version = members.version + 1, updated_at = plinth.now()
    returning version`);
  return row?.version ?? 1;
}

export async function writeRole(tx: Tx, id: string, role: string): Promise<void> {
  await tx.query(sql`
    update members set role = ${role}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function endMembership(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update members set ended_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
