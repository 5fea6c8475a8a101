/** The SQL of buyers. They are locked after members and contacts, and before invitations. */
import { type Changes, changesBetween } from "#platform/audit";
import { sql, type Tx } from "#platform/db";

export type LockedBuyer = {
  id: string;
  contact_id: string;
  customer_id: string;
  name: string;
  email: string;
  ended_at: Date | null;
  version: number;
};

/** The buyer, also one who ended, if the actor may see them. */
export async function lockBuyer(tx: Tx, id: string): Promise<LockedBuyer | undefined> {
  const [buyer] = await tx.query<LockedBuyer>(sql`
    select id, contact_id, customer_id, name, email, ended_at, version
      from buyers
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for update`);
  return buyer;
}

/** Whether somebody acts as this contact at the moment. Locks nothing. */
export async function hasBuyer(tx: Tx, contactId: string): Promise<boolean> {
  // scope: the contact was found within reach
  const rows = await tx.query(sql`
    select 1 from buyers
     where organization_id = ${tx.context.organizationId} and contact_id = ${contactId} and ended_at is null limit 1`);
  return rows.length === 1;
}

export type JoiningBuyer = { id: string; name: string; email: string; contactId: string; customerId: string };

/** How joining reads in the trail. @param before what they were here, if they come back */
export function joinedAsBuyer(joining: JoiningBuyer, before?: LockedBuyer): Changes {
  const { name, email, contactId, customerId } = joining;
  const were = { ...before, ended_at: before?.ended_at?.toISOString() };
  const are = { contact_id: contactId, customer_id: customerId, name, email, ended_at: null };
  return changesBetween(were, are, new Set(["name", "email"]));
}

/** Makes the person a buyer, also when they were one before, perhaps for another company. @returns the version */
export async function writeBuyer(tx: Tx, joining: JoiningBuyer): Promise<number> {
  const { id, name, email, contactId, customerId } = joining;
  const [row] = await tx.query<{ version: number }>(sql`
    insert into buyers (organization_id, id, contact_id, customer_id, name, email)
    values (${tx.context.organizationId}, ${id}, ${contactId}, ${customerId}, ${name}, ${email})
    on conflict (organization_id, id) do update
       set contact_id = excluded.contact_id, customer_id = excluded.customer_id, name = excluded.name,
           email = excluded.email, ended_at = null, version = buyers.version + 1, updated_at = plinth.now()
    returning version`);
  return row?.version ?? 1;
}

export async function endBuyer(tx: Tx, id: string): Promise<void> {
  // scope: the buyer was found within reach, and is locked
  await tx.query(sql`
    update buyers set ended_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
