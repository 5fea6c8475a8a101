/** The SQL of assignments. Their member is locked first, so that those who assign to one member take turns. */
import { sql, type Tx } from "#platform/db";

export type Assignment = { id: string; member_id: string; customer_id: string; version: number };

/** What is known of a member's assignments before they get further ones. */
export type Standing = { member_id: string; count: number };

export async function countAssignments(tx: Tx, memberIds: string[]): Promise<Map<string, number>> {
  const rows = await tx.query<Standing>(sql`
    select member_id, count(*)::int as count
      from customer_assignments
     where organization_id = ${tx.context.organizationId} and member_id = any (${memberIds}::uuid[])
     group by member_id`);
  return new Map(rows.map(({ member_id, count }) => [member_id, count]));
}

type Pair = Pick<Assignment, "member_id" | "customer_id">;

/** Of these members and customers, the pairs that are assigned already. */
export async function listAssigned(tx: Tx, memberIds: string[], customerIds: string[]): Promise<Pair[]> {
  return await tx.query<Pair>(sql`
    select member_id, customer_id
      from customer_assignments
     where organization_id = ${tx.context.organizationId}
       and member_id = any (${memberIds}::uuid[]) and customer_id = any (${customerIds}::uuid[])`);
}

export async function insertAssignments(tx: Tx, rows: Omit<Assignment, "version">[]): Promise<void> {
  await tx.query(sql`
    insert into customer_assignments (organization_id, id, member_id, customer_id)
    select ${tx.context.organizationId}::uuid, x.id, x.member_id, x.customer_id
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, member_id uuid, customer_id uuid)`);
}

/** Locks nothing: its member comes first. */
export async function findAssignment(tx: Tx, id: string): Promise<Assignment | undefined> {
  const [assignment] = await tx.query<Assignment>(sql`
    select id, member_id, customer_id, version
      from customer_assignments
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  return assignment;
}

/** @returns whether it was still there */
export async function deleteAssignment(tx: Tx, id: string): Promise<boolean> {
  const gone = await tx.query(sql`
    delete from customer_assignments
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning id`);
  return gone.length === 1;
}

/** All of a member's, gone. */
export async function deleteAssignmentsOf(tx: Tx, memberId: string): Promise<Assignment[]> {
  return await tx.query<Assignment>(sql`
    delete from customer_assignments
     where organization_id = ${tx.context.organizationId} and member_id = ${memberId}
    returning id, member_id, customer_id, version`);
}
