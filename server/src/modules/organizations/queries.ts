import { forgetAtCommit, type Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import { type HeldRole, heldRole, type RoleColumns } from "./held-role.ts";

export { buyerPopulation, buyersOf, memberPopulation, membersOf } from "./invariants.ts";
export {
  buyerToWriteTo,
  type MemberToWriteTo,
  membersWhoAnswer,
  nameOfOrganization,
} from "./mail.queries.ts";
export { isMember } from "./member.queries.ts";
export { findRecipients, membersAssigned } from "./recipients.queries.ts";

type LookUp = Services["lookUp"];

/** An organization that a user belongs to: as a member, or as a buyer of one of its customers. */
export type Membership = {
  organization_id: string;
  name: string;
  kind: "member" | "buyer";
  role: HeldRole;
  /** The only customers that they see there; null is all of them. */
  customers: string[] | null;
};

type MembershipRow = RoleColumns & Omit<Membership, "role">;

/** Sign-in: every organization of a user, the one that they joined first before the others. */
export async function listMemberships(lookUp: LookUp, userId: string): Promise<Membership[]> {
  // scope: it is found out here, of every organization of the user
  const rows = await lookUp<MembershipRow>(sql`
    select m.organization_id, o.name, 'member' as kind, m.role, r.id as role_id, r.scope as role_scope,
           r.permissions as role_permissions, m.created_at as joined_at,
           case when r.scope = 'assigned' then array(
             select a.customer_id from customer_assignments a
              where a.organization_id = m.organization_id and a.member_id = m.id) end as customers
      from members m
      join organizations o on o.id = m.organization_id
      left join roles r on r.organization_id = m.organization_id and r.name = m.role
     where m.id = ${userId} and m.ended_at is null
     union all
    select b.organization_id, o.name, 'buyer', 'buyer', null, null, null, b.created_at, array[b.customer_id]
      from buyers b
      join organizations o on o.id = b.organization_id
     where b.id = ${userId} and b.ended_at is null
     order by joined_at, organization_id`);
  return rows.map(({ organization_id, name, kind, ...row }) => ({
    organization_id,
    name,
    kind,
    ...holdOf(row),
  }));
}

/** Whose role is gone sees nobody: a role that is none is of those who are assigned. */
function holdOf({
  customers,
  ...columns
}: RoleColumns & Pick<Membership, "customers">): Pick<Membership, "role" | "customers"> {
  const role = heldRole(columns);
  return { role, customers: role.scope === "assigned" ? (customers ?? []) : customers };
}

/** Sign-in: what a member is at the moment, and the only customers that they see; undefined when they left. */
export async function findMemberHold(
  lookUp: LookUp,
  organizationId: string,
  userId: string,
): Promise<Pick<Membership, "role" | "customers"> | undefined> {
  // scope: it is found out here
  const [row] = await lookUp<Pick<MembershipRow, keyof RoleColumns | "customers">>(sql`
    select m.role, r.id as role_id, r.scope as role_scope, r.permissions as role_permissions,
           case when r.scope = 'assigned' then array(
             select a.customer_id from customer_assignments a
              where a.organization_id = m.organization_id and a.member_id = m.id) end as customers
      from members m
      left join roles r on r.organization_id = m.organization_id and r.name = m.role
     where m.organization_id = ${organizationId} and m.id = ${userId} and m.ended_at is null`);
  return row && holdOf(row);
}

export type ServiceAccount = { id: string; name: string; role: HeldRole; disabled_at: Date | null };

/** Sign-in: whose key it is. */
export async function findServiceAccount(
  lookUp: LookUp,
  organizationId: string,
  id: string,
): Promise<ServiceAccount | undefined> {
  const [account] = await lookUp<Omit<ServiceAccount, "role"> & RoleColumns>(sql`
    select a.id, a.name, a.disabled_at, a.role, r.id as role_id, r.scope as role_scope, r.permissions as role_permissions
      from service_accounts a
      left join roles r on r.organization_id = a.organization_id and r.name = a.role
     where a.organization_id = ${organizationId} and a.id = ${id}`);
  return (
    account && {
      id: account.id,
      name: account.name,
      disabled_at: account.disabled_at,
      role: heldRole(account),
    }
  );
}

/** Every process forgets within a second what it remembers of these users, keys or service accounts. */
export function forgetRemembered(tx: Tx, subjectIds: string[]): void {
  forgetAtCommit(tx);
  tx.later(sql`
    insert into plinth.revocations (organization_id, subject_id)
    select ${tx.context.organizationId}, id from unnest(${subjectIds}::uuid[]) id`);
}
