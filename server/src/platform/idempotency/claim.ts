import { type AnyContext, actorText } from "#platform/access";
import { type PersonTx, type Statement, sql, type Tx } from "#platform/db";
import { idempotencyKeyReused, type Problem, requestInProgress } from "#platform/errors";

/** What a request brings: its key and its fingerprint. */
export type Claim = { context: AnyContext; key: string; fingerprint: string };

/**
 * The stored answer of an earlier run. `body` is sealed when `sealed` says so; `view` is what its caller could
 * see, `subjects` the ids that it made or changed.
 */
export type Kept = {
  status: number;
  location: string | null;
  etag: string | null;
  body: string | null;
  sealed: boolean;
  view: string;
  subjects: string[];
};

/** A row for `plinth.idempotency_records`. */
export type IdempotencyRecord = Kept & { actor: string; key: string; fingerprint: string };

type Verdict = { fresh: true } | { replay: Kept } | { refused: Problem };

/**
 * Tries to take the keys of these requests, all of one organization or human, for this transaction.
 *
 * Lock and look-up are two statements: a look-up with the snapshot from before the lock would miss a rival
 * that commits in between. The primary key of the record is the last guard. A record lives for 24 hours; one
 * that is older is removed here if housekeeping has not come by.
 * @returns one verdict per claim, in order.
 */
export async function claim(tx: Tx | PersonTx, claims: Claim[]): Promise<Verdict[]> {
  if (claims.length === 0) return [];
  const keys = claims.map(({ key }) => key);
  const actors = claims.map(({ context }) => actorText(context.actor));
  const [locks, records] = await Promise.all([
    tx.query<{ mine: boolean }>(lockStatement(ownerOf(tx), actors, keys)),
    tx.query<IdempotencyRecord & { old: boolean }>(recordsStatement(tx, actors, keys)),
  ]);
  return claims.map(({ fingerprint, key }, i): Verdict => {
    if (locks[i]?.mine !== true) {
      return {
        refused: requestInProgress("A request with this Idempotency-Key is still running.", {
          retryAfterSeconds: 1,
        }),
      };
    }
    const record = records.find((candidate) => candidate.key === key && candidate.actor === actors[i]);
    if (record?.old) forget(tx, record);
    if (record === undefined || record.old) return { fresh: true };
    if (record.fingerprint === fingerprint) return { replay: record };
    return {
      refused: idempotencyKeyReused("This Idempotency-Key was used for another request. Use a new key."),
    };
  });
}

// lateral, with a limit: planned as one key look-up per claim whatever is known of the table; as a join, a plan
// from when the table was small read every record of the organization (2 µs of a placement, and 639)
function recordsStatement(tx: Tx | PersonTx, actors: string[], keys: string[]): Statement {
  if (tx.context.organizationId === null) {
    return sql`
      select r.*
        from unnest(${actors}::text[], ${keys}::text[]) k(actor, key)
       cross join lateral (
         select r.actor, r.key, r.fingerprint, r.status, r.location, r.etag, r.body, r.sealed, r.view, r.subjects,
                r.created_at < plinth.now() - interval '24 hours' as old
           from plinth.user_idempotency_records r
          where r.user_id = ${ownerOf(tx)} and r.actor = k.actor and r.key = k.key
          limit 1) r`;
  }
  return sql`
      select r.*
        from unnest(${actors}::text[], ${keys}::text[]) k(actor, key)
       cross join lateral (
         select r.actor, r.key, r.fingerprint, r.status, r.location, r.etag, r.body, r.sealed, r.view, r.subjects,
                r.created_at < plinth.now() - interval '24 hours' as old
           from plinth.idempotency_records r
          where r.organization_id = ${ownerOf(tx)} and r.actor = k.actor and r.key = k.key
          limit 1) r`;
}

function forget(tx: Tx | PersonTx, { actor, key }: IdempotencyRecord): void {
  tx.later(
    tx.context.organizationId === null
      ? sql`
    delete from plinth.user_idempotency_records
     where user_id = ${ownerOf(tx)} and actor = ${actor} and key = ${key}`
      : sql`
    delete from plinth.idempotency_records
     where organization_id = ${ownerOf(tx)} and actor = ${actor} and key = ${key}`,
  );
}

/** Whose keys they are: the organization's, or the human's who acts for themselves. */
function ownerOf({ context }: Tx | PersonTx): string {
  const owner = context.organizationId ?? context.person?.userId;
  if (owner === undefined) throw new Error("nobody's requests are remembered");
  return owner;
}

/** Tries the transaction-scoped locks of the keys, in the order given; one row `mine` per key. */
function lockStatement(owner: string, actors: string[], keys: string[]): Statement {
  return sql`
    select pg_try_advisory_xact_lock(hashtextextended(${owner}::text || ' ' || k.actor || ' ' || k.key, 0)) as mine
      from unnest(${actors}::text[], ${keys}::text[]) with ordinality k(actor, key, place)
     order by k.place`;
}
