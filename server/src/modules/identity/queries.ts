import { forgetRemembered, heldRole, type RoleColumns } from "#modules/organizations";
import { somebodyUnknown } from "#platform/access";
import type { Services } from "#platform/action";
import { type Database, type Statement, sql, type Tx } from "#platform/db";
import { hashKey, prefixOf } from "./key.ts";
import type { Worth } from "./policy.ts";
import type { Revocation } from "./remembered.ts";

export type NewKeyRow = {
  id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  role: string;
  scopes: string[] | null;
  customerScope: string[] | null;
  allowedRanges: string[] | null;
  serviceAccountId: string | null;
  /** The member whose key it is. */
  userId: string | null;
  apiVersion: string;
  expiresAt: string | null;
};

export async function insertKey(tx: Tx, key: NewKeyRow): Promise<void> {
  await tx.query(sql`
    insert into api_keys (organization_id, id, name, prefix, secret_hash, role, scopes, customer_scope, allowed_ranges, service_account_id, user_id, people, api_version, expires_at)
    values (${tx.context.organizationId}, ${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${key.role}, ${key.scopes}, ${key.customerScope},
            ${key.allowedRanges}, ${key.serviceAccountId}, ${key.userId}, ${seenBy(tx, key)}, ${key.apiVersion}, ${key.expiresAt})`);
}

/** The humans behind whoever makes the key, who are shown its secret, and whose key it is. */
function seenBy(tx: Tx, { userId }: NewKeyRow): string[] {
  return [...new Set([...tx.context.people, ...(userId === null ? [] : [userId])])];
}

export type KnownKey = RoleColumns & {
  organization_id: string;
  id: string;
  name: string;
  scopes: string[] | null;
  customer_scope: string[] | null;
  allowed_ranges: string[] | null;
  service_account_id: string | null;
  user_id: string | null;
  /** The users who have seen the secret. */
  people: string[];
  api_version: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** When the secret that was shown ends, because another has taken its place; null for the current one. */
  replaced_until: Date | null;
};

/** Sign-in: by the secret, or by the one that it takes the place of while both are good. */
export function findKeyByHash(lookUp: Services["lookUp"], hash: Buffer): Promise<KnownKey | undefined> {
  return findKey(lookUp, hash, sql`k.secret_hash = ${hash} or k.previous_secret_hash = ${hash}`);
}

/** The key itself, for whoever asks what it may. */
export function findKeyById(
  lookUp: Services["lookUp"],
  organizationId: string,
  id: string,
): Promise<KnownKey | undefined> {
  return findKey(lookUp, null, sql`k.organization_id = ${organizationId} and k.id = ${id}`);
}

async function findKey(
  lookUp: Services["lookUp"],
  shown: Buffer | null,
  which: Statement,
): Promise<KnownKey | undefined> {
  const [key] = await lookUp<KnownKey>(sql`
    select k.organization_id, k.id, k.name, k.scopes, k.customer_scope, k.allowed_ranges, k.service_account_id,
           k.user_id, k.people, k.api_version, k.expires_at, k.revoked_at,
           k.role, r.id as role_id, r.scope as role_scope, r.permissions as role_permissions,
           case when k.previous_secret_hash = ${shown} then k.previous_expires_at end as replaced_until
      from api_keys k
      left join roles r on r.organization_id = k.organization_id and r.name = k.role
     where ${which}`);
  return key;
}

export type LockedKey = Worth & {
  version: number;
  revoked_at: Date | null;
  prefix: string;
  /** As they read in JSON, to the microsecond. */
  rotated_at: string | null;
  previous_expires_at: string | null;
};

/** The key, locked, for a deed that changes it. */
export async function lockKey(tx: Tx, id: string): Promise<LockedKey | undefined> {
  const [key] = await tx.query<Omit<LockedKey, "role"> & RoleColumns>(sql`
    select k.version, k.scopes, k.customer_scope, k.allowed_ranges, k.user_id, k.service_account_id, k.expires_at,
           k.revoked_at, k.prefix,
           replace((k.rotated_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as rotated_at,
           replace((k.previous_expires_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as previous_expires_at,
           k.role, r.id as role_id, r.scope as role_scope, r.permissions as role_permissions
      from api_keys k
      left join roles r on r.organization_id = k.organization_id and r.name = k.role
     where k.organization_id = ${tx.context.organizationId} and k.id = ${id}
       for update of k`);
  return key && { ...key, role: heldRole(key) };
}

/** Marks the key revoked and tells every process; answers its new version, or undefined when it was revoked before. */
export async function revokeKeyRow(tx: Tx, id: string): Promise<number | undefined> {
  const [row] = await tx.query<{ version: number }>(sql`
    update api_keys
       set revoked_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id} and revoked_at is null
    returning version`);
  if (row !== undefined) forgetRemembered(tx, [id]);
  return row?.version;
}

/**
 * The secret takes the place of the current one, which stays good for a while, but never longer than the key. Every
 * process asks anew for whoever still shows an older one. Who has seen an earlier secret stays among the key's people:
 * what they did with it is still theirs. While a secret is good of which nobody can say who has seen it, somebody unknown
 * is one of them.
 */
export async function replaceSecret(
  tx: Tx,
  id: string,
  secret: string,
  overlapHours: number,
): Promise<{ version: number; previous_expires_at: Date | null }> {
  const { people } = tx.context;
  const hidden = people.length === 0 || people.includes(somebodyUnknown);
  const [row] = await tx.query<{ version: number; previous_expires_at: Date | null }>(sql`
    update api_keys
       set secret_hash = ${hashKey(secret)}, prefix = ${prefixOf(secret)},
           previous_secret_hash = case when ${overlapHours}::int > 0 then secret_hash end,
           previous_expires_at = case when ${overlapHours}::int > 0
             then least(expires_at, plinth.now() + ${overlapHours}::int * interval '1 hour') end,
           people = array(
             select p from unnest(people || ${[...people]}::uuid[]) p where p <> ${somebodyUnknown}::uuid
             union
             select ${somebodyUnknown}::uuid
              where ${hidden}::boolean
                 or ${overlapHours}::int > 0
                    and (${somebodyUnknown}::uuid = any (people) or people = '{}' and user_id is null)
             order by 1),
           rotated_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning version, previous_expires_at`);
  if (row === undefined) throw new Error("a key that was locked is gone");
  forgetRemembered(tx, [id]);
  return row;
}

/**
 * What was revoked in the last minutes: keys, sessions, users, service accounts. All of it every time: a cursor would
 * pass by a revocation that commits late.
 */
export function recentlyRevoked(database: Pick<Database, "system">): Promise<Revocation[]> {
  return database.system<Revocation>(sql`
    select id, subject_id from plinth.revocations where created_at > plinth.now() - interval '3 minutes'
    union all
    select id, subject_id from plinth.user_revocations where created_at > plinth.now() - interval '3 minutes'`);
}

/** When keys and sessions were used last, for many at once: not one write per request. */
export async function writeLastUsed(database: Database, keys: string[], sessions: string[]): Promise<void> {
  await database.system(sql`
    with used as (
      update api_keys set last_used_at = plinth.now()
       where id = any (${keys}::uuid[]) and (last_used_at is null or last_used_at < plinth.now() - interval '20 seconds')
    )
    update sessions set last_seen_at = plinth.now()
     where id = any (${sessions}::uuid[]) and last_seen_at < plinth.now() - interval '20 seconds'`);
}
