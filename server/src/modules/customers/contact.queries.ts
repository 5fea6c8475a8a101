import { sql, type Tx } from "#platform/db";

/** What somebody who invites a contact must know of them. */
export type KnownContact = {
  id: string;
  email: string | null;
  version: number;
  customer_id: string;
  customer_name: string;
};

/** Of these contacts, those that the actor may see, in no order. Locks nothing. */
export function listContacts(tx: Tx, ids: string[]): Promise<KnownContact[]> {
  return tx.query<KnownContact>(sql`
    select t.id, t.email, t.version, t.customer_id, c.name as customer_name
      from contacts t
      join customers c on c.organization_id = t.organization_id and c.id = t.customer_id
     where t.organization_id = ${tx.context.organizationId} and t.id = any (${ids}::uuid[])
       and (${tx.within}::uuid[] is null or t.customer_id = any (${tx.within}::uuid[]))`);
}

/**
 * A contact that the actor may see, held: of those who ask for the same one the next waits, and it does not go.
 * @returns undefined when there is none
 */
export async function lockContact(tx: Tx, id: string): Promise<KnownContact | undefined> {
  const [contact] = await tx.query<KnownContact>(sql`
    select t.id, t.email, t.version, t.customer_id, c.name as customer_name
      from contacts t
      join customers c on c.organization_id = t.organization_id and c.id = t.customer_id
     where t.organization_id = ${tx.context.organizationId} and t.id = ${id}
       and (${tx.within}::uuid[] is null or t.customer_id = any (${tx.within}::uuid[]))
       for no key update of t`);
  return contact;
}
