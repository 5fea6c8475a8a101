/**
 * Are these entries as they were sealed? What `verify` does for a whole trail, for a few of its numbers: the seals that
 * they are under, and all entries under those.
 */
import { Statement, sql } from "#platform/db";
import { type KeyRing, MissingSecret } from "#platform/secrets";
import { entryDigest } from "./canonical.ts";
import { markBytes, marker, sealOf } from "./marks.ts";
import { type KeyRow, keysInOrder, openKey } from "./sealing-key.ts";

type Ask = <Row extends Record<string, unknown>>(statement: Statement) => Promise<Row[]>;

type Seal = {
  first_seq: number;
  last_seq: number;
  marks: Buffer;
  seal: Buffer;
  previous: Buffer | null;
  /** Microseconds since 1970, as text. */
  sealed_at: string;
};

/**
 * @param ask as plinth_system @param seqs numbers of entries, as text
 * @param most the newest seals over them are proven, so many; null is all. A seal is over a thousand entries at most
 * @returns the first number under each seal that does not hold, and why
 */
export async function provenUnder(
  ask: Ask,
  keyRing: KeyRing,
  organization: string,
  seqs: readonly string[],
  most: number | null,
): Promise<{ key: string; says: string }[]> {
  const rows = await ask<KeyRow>(new Statement(keysInOrder, []));
  const keys = rows.flatMap((row) => opened(keyRing, row) ?? []);
  const maybeAnother = rows.some((row) => opened(keyRing, row) === undefined);
  const seals = await sealsOver(ask, organization, seqs, most);
  const digests = await digestsUnder(ask, organization, seals);
  const found: { key: string; says: string }[] = [];
  for (const seal of seals) {
    const batch = {
      organizationId: organization,
      firstSeq: seal.first_seq,
      lastSeq: seal.last_seq,
      sealedAt: BigInt(seal.sealed_at),
      marks: seal.marks,
    };
    const key = keys.find((one) => sealOf(one, seal.previous, batch).equals(seal.seal));
    if (key === undefined && maybeAnother) continue;
    if (key === undefined)
      found.push({ key: String(seal.first_seq), says: "its seal is none that a key of the trail has made" });
    else found.push(...firstStranger(digests, organization, key, seal));
  }
  return found;
}

/**
 * None where somebody altered it: it could have sealed nothing here, and `verify` names it. Undefined where it is kept
 * under a secret that this process was not given: of what it has sealed nothing can be said.
 */
function opened(keyRing: KeyRing, row: KeyRow): Buffer[] | undefined {
  try {
    return [openKey(keyRing, row)];
  } catch (error) {
    return error instanceof MissingSecret ? undefined : [];
  }
}

async function sealsOver(
  ask: Ask,
  organization: string,
  seqs: readonly string[],
  most: number | null,
): Promise<Seal[]> {
  return await ask<Seal>(sql`
    select s.first_seq, s.last_seq, s.marks, s.seal, earlier.seal as previous,
           (extract(epoch from s.sealed_at) * 1000000)::bigint::text as sealed_at
      from (select distinct over.first_seq
              from unnest(${seqs}::bigint[]) n(seq)
             cross join lateral (select first_seq from plinth.audit_seals
                                  where organization_id = ${organization} and first_seq <= n.seq
                                  order by first_seq desc limit 1) over
             order by over.first_seq desc
             limit ${most}::int) wanted
      join plinth.audit_seals s on s.organization_id = ${organization} and s.first_seq = wanted.first_seq
      left join lateral (select seal from plinth.audit_seals
                          where organization_id = ${organization} and first_seq < s.first_seq
                          order by first_seq desc limit 1) earlier on true
     order by s.first_seq`);
}

/** By number, of all entries under these seals. */
async function digestsUnder(ask: Ask, organization: string, seals: Seal[]): Promise<Map<number, Buffer>> {
  const rows = await ask<{ seq: number; digest: Buffer }>(
    new Statement(
      `select e.seq, ${entryDigest} as digest
         from unnest($2::bigint[], $3::bigint[]) s(first_seq, last_seq)
         join plinth.audit_trail e on e.organization_id = $1 and e.seq between s.first_seq and s.last_seq`,
      [organization, seals.map((seal) => seal.first_seq), seals.map((seal) => seal.last_seq)],
    ),
  );
  return new Map(rows.map(({ seq, digest }) => [seq, digest]));
}

/** Under a genuine seal, what is not what was sealed, or is not there. */
function firstStranger(digests: Map<number, Buffer>, organization: string, key: Buffer, seal: Seal) {
  const { first_seq: first, last_seq: last, marks } = seal;
  const markOf = marker(key, organization);
  for (let seq = first; seq <= last; seq++) {
    const digest = digests.get(seq);
    const mark = marks.subarray((seq - first) * markBytes, (seq - first + 1) * markBytes);
    if (digest === undefined || !markOf(seq, digest).equals(mark))
      return [{ key: String(seq), says: "it is not what was sealed" }];
  }
  return [];
}
