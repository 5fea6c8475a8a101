/** The SQL of service accounts. */
import { sql, type Tx } from "#platform/db";

export type LockedServiceAccount = {
  name: string;
  description: string | null;
  role: string;
  /** As it reads in JSON, to the microsecond. */
  disabled_at: string | null;
  version: number;
};

export async function lockServiceAccount(tx: Tx, id: string): Promise<LockedServiceAccount | undefined> {
  const [account] = await tx.query<LockedServiceAccount>(sql`
    select name, description, role, version,
           replace((disabled_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as disabled_at
      from service_accounts
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for update`);
  return account;
}

export type WrittenServiceAccount = Pick<LockedServiceAccount, "name" | "description" | "role">;

export async function insertServiceAccount(
  tx: Tx,
  id: string,
  { name, description, role }: WrittenServiceAccount,
): Promise<void> {
  await tx.query(sql`
    insert into service_accounts (organization_id, id, name, description, role)
    values (${tx.context.organizationId}, ${id}, ${name}, ${description}, ${role})`);
}

export async function writeServiceAccount(
  tx: Tx,
  id: string,
  { name, description, role }: WrittenServiceAccount,
): Promise<void> {
  await tx.query(sql`
    update service_accounts
       set name = ${name}, description = ${description}, role = ${role}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<void> {
  await tx.query(sql`
    update service_accounts
       set disabled_at = ${disabledAt?.toISOString() ?? null}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function deleteServiceAccountRow(tx: Tx, id: string): Promise<void> {
  await tx.query(
    sql`delete from service_accounts where organization_id = ${tx.context.organizationId} and id = ${id}`,
  );
}
