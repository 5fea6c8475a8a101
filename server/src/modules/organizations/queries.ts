import type { Services } from "#platform/action";
import { type PersonTx, sql, type Tx } from "#platform/db";
import type { Role } from "./roles.ts";

type LookUp = Services["lookUp"];

/** An organization that a user belongs to. */
export type Membership = { organization_id: string; name: string; role: Role };

/** Sign-in: every organization of a user, the oldest membership first. */
export function listMemberships(lookUp: LookUp, userId: string): Promise<Membership[]> {
  return lookUp<Membership>(sql`
    select m.organization_id, o.name, m.role
      from members m
      join organizations o on o.id = m.organization_id
     where m.id = ${userId} and m.ended_at is null
     order by m.created_at, m.organization_id`);
}

/** Sign-in: the role that a member has at the moment; undefined when they left. */
export async function findMemberRole(
  lookUp: LookUp,
  organizationId: string,
  userId: string,
): Promise<Role | undefined> {
  const [member] = await lookUp<{ role: Role }>(
    sql`select role from members where organization_id = ${organizationId} and id = ${userId} and ended_at is null`,
  );
  return member?.role;
}

export type ServiceAccount = { id: string; name: string; role: Role; disabled_at: Date | null };

/** Sign-in: whose key it is. */
export async function findServiceAccount(
  lookUp: LookUp,
  organizationId: string,
  id: string,
): Promise<ServiceAccount | undefined> {
  const [account] = await lookUp<ServiceAccount>(sql`
    select id, name, role, disabled_at from service_accounts where organization_id = ${organizationId} and id = ${id}`);
  return account;
}

/** Every process forgets within a second what it remembers of these users, keys or service accounts. */
export function forgetRemembered(tx: Tx, subjectIds: string[]): void {
  tx.later(sql`
    insert into plinth.revocations (organization_id, subject_id)
    select ${tx.context.organizationId}, id from unnest(${subjectIds}::uuid[]) id`);
}

/** What a person calls themselves, in every organization that they belong to. The deed is theirs. */
export async function renameMember(tx: Pick<PersonTx, "query">, name: string, email: string): Promise<void> {
  await tx.query(sql`select plinth.rename_member(${name}, ${email})`);
}
