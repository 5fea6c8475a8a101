import type { Role } from "#modules/organizations";
import { type Database, sql, type Tx } from "#platform/db";

export type NewKeyRow = {
  id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  role: Role;
  scopes: string[] | null;
  customerScope: string[] | null;
  apiVersion: string;
  expiresAt: string | null;
};

export async function insertKey(tx: Tx, key: NewKeyRow): Promise<void> {
  await tx.query(sql`
    insert into api_keys (organization_id, id, name, prefix, secret_hash, role, scopes, customer_scope, api_version, expires_at)
    values (${tx.context.organizationId}, ${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${key.role}, ${key.scopes}, ${key.customerScope},
            ${key.apiVersion}, ${key.expiresAt})`);
}

export type KnownKey = {
  organization_id: string;
  id: string;
  name: string;
  role: string;
  scopes: string[] | null;
  customer_scope: string[] | null;
  api_version: string;
  expires_at: Date | null;
  revoked_at: Date | null;
};

/** Sign-in: the only look-up that does not know its organization yet. */
export async function findKeyByHash(database: Database, hash: Buffer): Promise<KnownKey | undefined> {
  const [key] = await database.system<KnownKey>(sql`
    select organization_id, id, name, role, scopes, customer_scope, api_version, expires_at, revoked_at
      from api_keys
     where secret_hash = ${hash}`);
  return key;
}

/** Marks the key revoked and tells every process; answers its new version, or undefined when it was revoked before. */
export async function revokeKeyRow(tx: Tx, id: string): Promise<number | undefined> {
  const { organizationId } = tx.context;
  const [row] = await tx.query<{ version: number }>(sql`
    update api_keys
       set revoked_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${organizationId} and id = ${id} and revoked_at is null
    returning version`);
  if (row !== undefined) {
    tx.later(
      sql`insert into plinth.revocations (organization_id, subject_id) values (${organizationId}, ${id})`,
    );
  }
  return row?.version;
}

/** Whose keys were revoked in the last minute: applied again and again, so that no late commit is missed. */
export async function recentlyRevoked(database: Database): Promise<string[]> {
  const rows = await database.system<{ subject_id: string }>(
    sql`select subject_id from plinth.revocations where created_at > plinth.now() - interval '1 minute'`,
  );
  return rows.map(({ subject_id }) => subject_id);
}
