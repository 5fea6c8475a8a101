/** The table of intents: what was begun and has an effect outside, from the first transaction to the second. */
import { actorText } from "#platform/access";
import { sql, type Tx } from "#platform/db";
import { idempotencyKeyReused, type Problem, requestInProgress } from "#platform/errors";
import type { KeyRing } from "#platform/secrets";
import type { Wish } from "./call.ts";
import type { Begun } from "./define-outside.ts";

/** What the second half needs of the first. */
export type Wished = {
  input: Wish;
  intent: Begun;
};

export type Intent = { id: string; subjectId: string; begunAt: Date } & Wished;

/** Somebody who is at it has this long; whoever comes later takes over. */
const heldMs = 60_000;
const purpose = "intent";

type Claim = { key: string; fingerprint: string };

/** @param secret purpose-bound: what a caller wished may hold more than ids */
export function insertIntent(
  tx: Tx,
  keyRing: KeyRing,
  action: string,
  { id, input, intent }: Wished & { id: string },
  claim: Claim | undefined,
): void {
  tx.later(sql`
    insert into plinth.intents (organization_id, id, action, subject_id, wish, actor, idempotency_key, fingerprint, held_until)
    values (${tx.context.organizationId}, ${id}, ${action}, ${intent.id}, ${keyRing.seal(purpose, JSON.stringify({ input, intent }))},
            ${actorText(tx.context.actor)}, ${claim?.key ?? null}, ${claim?.fingerprint ?? null},
            now() + ${heldMs} * interval '1 millisecond')`);
}

type Row = {
  id: string;
  subject_id: string;
  wish: string;
  fingerprint: string | null;
  held: boolean;
  created_at: Date;
};

/**
 * What an earlier request under this key has begun, for this one to go on with; its key is locked by the claim.
 * @returns the problem of a rival that is at it, or of another request under the key; undefined when there is none
 */
export async function takeUp(
  tx: Tx,
  keyRing: KeyRing,
  { key, fingerprint }: Claim,
): Promise<Intent | { refused: Problem } | undefined> {
  const [row] = await tx.query<Row>(sql`
    select id, subject_id, wish, fingerprint, done_at is null and held_until > now() as held, created_at
      from plinth.intents
     where organization_id = ${tx.context.organizationId} and actor = ${actorText(tx.context.actor)} and idempotency_key = ${key}
       for update`);
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint)
    return {
      refused: idempotencyKeyReused("This Idempotency-Key was used for another request. Use a new key."),
    };
  if (row.held)
    return {
      refused: requestInProgress("A request with this Idempotency-Key is still running.", {
        retryAfterSeconds: 2,
      }),
    };
  tx.later(sql`
    update plinth.intents
       set held_until = now() + ${heldMs} * interval '1 millisecond'
     where organization_id = ${tx.context.organizationId} and id = ${row.id}`);
  return opened(keyRing, row);
}

/** Locks it for the second half. */
export async function lockIntent(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    select id from plinth.intents where organization_id = ${tx.context.organizationId} and id = ${id} for update`);
}

export function markDone(tx: Tx, id: string): void {
  tx.later(sql`
    update plinth.intents
       set done_at = coalesce(done_at, plinth.now())
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** Nobody is at it any more: a repetition of the request need not wait. */
export async function letGo(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update plinth.intents set held_until = now() where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** One that is not done, as the job takes it up. */
export const leftIntent = (organizationId: string, id: string) => sql`
  select id, action, subject_id, wish, held_until > now() as held, created_at
    from plinth.intents
   where organization_id = ${organizationId} and id = ${id} and done_at is null`;

export type LeftRow = Omit<Row, "fingerprint"> & { action: string };

export function opened(
  keyRing: KeyRing,
  row: Pick<Row, "id" | "subject_id" | "wish" | "created_at">,
): Intent {
  // sealed by us, so it is what `insertIntent` was given
  const wished = JSON.parse(keyRing.open(purpose, row.wish)) as Wished;
  return { ...wished, id: row.id, subjectId: row.subject_id, begunAt: row.created_at };
}
