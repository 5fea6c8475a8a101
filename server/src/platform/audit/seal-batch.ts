/**
 * One batch: committed entries leave `plinth.audit_entries`, get numbers without holes per organization, and are
 * sealed. Together or not at all, and one process at a time: the others find the head locked and go away.
 */
import { type Database, Statement, type SystemTx, sql } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { entryColumns, entryDigest } from "./canonical.ts";
import { type Batch, digestBytes, marker, sealOf } from "./marks.ts";
import { sealingKey } from "./sealing-key.ts";

/** @returns how many entries were sealed; undefined when another process is at it */
export async function sealBatch(
  database: Database,
  keyRing: KeyRing,
  limit: number,
): Promise<number | undefined> {
  return await database.systemTransaction(async (tx) => {
    const held = await tx.query(sql`
      select name from plinth.feed_head where name = 'audit' for update skip locked`);
    if (held.length === 0) return await busyElsewhere(tx);
    const key = await sealingKey(tx, keyRing);
    const moved = await moveEntries(tx, limit);
    if (moved.length > 0) await writeSeals(tx, key, moved);
    return moved.reduce((sum, { first_seq: first, last_seq: last }) => sum + last - first + 1, 0);
  });
}

/** @throws when nobody holds the lock, because there is none: nothing would ever be sealed again */
async function busyElsewhere(tx: SystemTx): Promise<undefined> {
  const there = await tx.query(sql`select name from plinth.feed_head where name = 'audit'`);
  if (there.length === 0)
    throw new Error("the row 'audit' of plinth.feed_head is missing, under which one process seals");
}

/** The entries of one organization in this batch, and the seal that they follow. */
type Moved = {
  organization_id: string;
  first_seq: number;
  last_seq: number;
  previous: Buffer | null;
  /** One after the other, in the order of the entries. */
  digests: Buffer;
  sealed_at: string;
};

/**
 * Digests are of the rows as they were stored, which is what `verify` will read. Numbers follow the head, which moves
 * only under the lock that this transaction holds. An id that is sealed already is none that a deed was given: somebody
 * put that row in. It stays where it is, stops nobody else's, and is named by the alarm and by `verify`.
 */
const moveText = `
  with taken as (
    delete from plinth.audit_entries e
     using (select p.organization_id, p.id from plinth.audit_entries p
             where not exists (select from plinth.audit_trail t
                                where t.organization_id = p.organization_id and t.id = p.id)
             order by p.id limit $1) k
     where e.organization_id = k.organization_id and e.id = k.id
    returning e.*
  ), written as (
    insert into plinth.audit_trail (organization_id, seq, ${entryColumns})
    select organization_id,
           coalesce((select h.seq from plinth.audit_heads h where h.organization_id = taken.organization_id), 0)
             + row_number() over (partition by organization_id order by id),
           ${entryColumns}
      from taken
    returning *
  )
  select e.organization_id, min(e.seq) as first_seq, max(e.seq) as last_seq, h.seal as previous,
         string_agg(${entryDigest}, ''::bytea order by e.seq) as digests,
         (extract(epoch from now()) * 1000000)::bigint::text as sealed_at
    from written e left join plinth.audit_heads h on h.organization_id = e.organization_id
   group by e.organization_id, h.seal`;

async function moveEntries(tx: SystemTx, limit: number): Promise<Moved[]> {
  return await tx.query<Moved>(new Statement(moveText, [limit], "move audit entries"));
}

async function writeSeals(tx: SystemTx, key: Buffer, moved: Moved[]): Promise<void> {
  const sealed = moved.map((one) => {
    const batch = marked(key, one);
    return { batch, seal: sealOf(key, one.previous, batch) };
  });
  await tx.query(sql`
    with sealed as (
      select * from unnest(${sealed.map(({ batch }) => batch.organizationId)}::uuid[],
                           ${sealed.map(({ batch }) => batch.firstSeq)}::bigint[],
                           ${sealed.map(({ batch }) => batch.lastSeq)}::bigint[],
                           ${sealed.map(({ batch }) => batch.marks)}::bytea[],
                           ${sealed.map(({ seal }) => seal)}::bytea[]) as x(organization_id, first_seq, last_seq, marks, seal)
    ), heads as (
      insert into plinth.audit_heads as h (organization_id, seq, seal)
      select organization_id, last_seq, seal from sealed order by organization_id
      on conflict (organization_id) do update set seq = excluded.seq, seal = excluded.seal
    )
    insert into plinth.audit_seals (organization_id, first_seq, last_seq, marks, seal, sealed_at)
    select organization_id, first_seq, last_seq, marks, seal, now() from sealed`);
}

function marked(key: Buffer, { organization_id: organizationId, ...one }: Moved): Batch {
  const markOf = marker(key, organizationId);
  const marks: Buffer[] = [];
  for (let seq = one.first_seq, at = 0; seq <= one.last_seq; seq++, at += digestBytes)
    marks.push(markOf(seq, one.digests.subarray(at, at + digestBytes)));
  return {
    organizationId,
    firstSeq: one.first_seq,
    lastSeq: one.last_seq,
    sealedAt: BigInt(one.sealed_at),
    marks: Buffer.concat(marks),
  };
}
