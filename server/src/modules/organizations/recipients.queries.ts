/** Who can be told of something: who belongs here at the moment, in which language, and what they may see. */
import { sql } from "#platform/db";
import type { FindRecipients, Recipient } from "#platform/notifications";
import { fixedRole, heldRole, type RoleColumns } from "./held-role.ts";

/** Asked by the organization's own jobs, which see everybody. */
export const findRecipients: FindRecipients = async (tx, kind, userIds) => {
  const { organizationId } = tx.context;
  const asked = userIds === "everybody" ? null : [...new Set(userIds)];
  if (asked?.length === 0) return [];
  if (kind === "buyer") {
    const buyers = await tx.query<BuyerRow>(buyersStatement(organizationId, asked));
    const { permissions } = fixedRole("buyer");
    return buyers.map(({ customer_id, ...row }) => ({ ...row, kind, permissions, scope: [customer_id] }));
  }
  const members = await tx.query<MemberRow>(membersStatement(organizationId, asked));
  return members.map(({ role, role_id, role_scope, role_permissions, customers, ...row }) => {
    const held = heldRole({ role, role_id, role_scope, role_permissions });
    const { permissions, scope } = held;
    return { ...row, kind, permissions, scope: scope === "assigned" ? (customers ?? []) : "all" };
  });
};

type Known = Pick<Recipient, "userId" | "name" | "email" | "locale">;
type MemberRow = Known & RoleColumns & { customers: string[] | null };
type BuyerRow = Known & { customer_id: string };

const membersStatement = (organizationId: string, userIds: readonly string[] | null) => sql`
  with asked as (
    select organization_id, id, name, email, role
      from members
     where organization_id = ${organizationId} and ended_at is null
       and (${userIds}::uuid[] is null or id = any (${userIds}::uuid[]))
  )
  select a.id as "userId", a.name, a.email, coalesce(l.locale, 'en') as locale, a.role, r.id as role_id,
         r.scope as role_scope, r.permissions as role_permissions,
         case when r.scope = 'assigned' then array(
           select c.customer_id from customer_assignments c
            where c.organization_id = a.organization_id and c.member_id = a.id) end as customers
    from asked a
    left join roles r on r.organization_id = a.organization_id and r.name = a.role
    left join plinth.languages_of_people((select array_agg(id) from asked)) l on l.id = a.id`;

// scope: everybody who buys here, for the organization's own doings
const buyersStatement = (organizationId: string, userIds: readonly string[] | null) => sql`
  with asked as (
    select id, name, email, customer_id
      from buyers
     where organization_id = ${organizationId} and ended_at is null
       and (${userIds}::uuid[] is null or id = any (${userIds}::uuid[]))
  )
  select a.id as "userId", a.name, a.email, coalesce(l.locale, 'en') as locale, a.customer_id
    from asked a
    left join plinth.languages_of_people((select array_agg(id) from asked)) l on l.id = a.id`;

/** Ids of the members whom these customers are assigned to, by the customer; those whom nobody has are not in it. */
export async function membersAssigned(
  tx: Parameters<FindRecipients>[0],
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const rows = await tx.query<{ customerId: string; members: string[] }>(sql`
    select customer_id as "customerId", array_agg(member_id order by member_id) as members
      from customer_assignments
     where organization_id = ${tx.context.organizationId} and customer_id = any (${[...new Set(customerIds)]}::uuid[])
     group by customer_id`);
  return new Map(rows.map(({ customerId, members }) => [customerId, members]));
}
