/**
 * An organization's entries and seals, walked side by side in the order of their numbers, up to the first that is not
 * as it was sealed. What a seal says of its entries is believed only when the seal itself is genuine.
 */
import type { Client } from "pg";
import { markBytes, marker, sealOf } from "./marks.ts";
import { nameStranger } from "./verify-displaced.ts";
import { type Finding, findingOf } from "./verify-finding.ts";
import { type Entry, type Head, readEntries, readSeals, type SealRow } from "./verify-rows.ts";

export type Walk = {
  client: Client;
  organizationId: string;
  head: Head;
  /** All keys that there are, the newest first. */
  keys: Buffer[];
  /** A seal of this organization that was written down elsewhere. */
  anchor?: Anchor | undefined;
  /** Hears how many entries were read since it heard last. */
  progress(entries: number): void;
};

export type Anchor = { seq: number; seal: string };

export type Walked = { entries: number; seal: Buffer | null; finding: Finding | null };

export async function walkChain(walk: Walk): Promise<Walked> {
  const { client, organizationId, head } = walk;
  const entries = readEntries(client, organizationId, head.up_to);
  let next = (await entries.next()).value as Entry | undefined;
  let seal: Buffer | null = null;
  let seq = 0;
  let met = false;
  const ended = (finding: Finding | null): Walked => ({ entries: seq, seal, finding });

  for await (const row of readSeals(client, organizationId, head.up_to)) {
    if (next !== undefined && next.seq <= seq) return ended(inserted(next));
    if (row.first_seq > seq + 1) return ended(sealMissing(seq + 1, row.first_seq - 1, next));
    if (row.first_seq <= seq) return ended(sealInserted(row));
    if (row.marks.length !== markBytes * (row.last_seq - seq)) return ended(sealAltered(row, next));

    const present: Entry[] = [];
    while (next !== undefined && next.seq <= row.last_seq) {
      present.push(next);
      next = (await entries.next()).value as Entry | undefined;
    }
    const key = keyOf(walk, seal, row);
    if (key === undefined) return ended(sealAltered(row, firstUnlike(walk, row, present)));
    const finding = await firstStranger(walk, key, row, present);
    if (finding !== null) return ended(finding);

    [seal, seq] = [row.seal, row.last_seq];
    met ||= walk.anchor?.seq === seq && walk.anchor.seal === seal.toString("hex");
    walk.progress(present.length);
  }
  return ended(tailOf(head, seq, seal, next) ?? startOf(head, seq) ?? differsFrom(walk.anchor, seq, met));
}

/** The key that made this seal; undefined when none of them did. */
function keyOf({ keys, organizationId }: Walk, previous: Buffer | null, row: SealRow): Buffer | undefined {
  const batch = {
    organizationId,
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
    sealedAt: BigInt(row.sealed_at),
    marks: row.marks,
  };
  return keys.find((key) => sealOf(key, previous, batch).equals(row.seal));
}

async function firstStranger(
  walk: Walk,
  key: Buffer,
  row: SealRow,
  present: Entry[],
): Promise<Finding | null> {
  const markOf = marker(key, walk.organizationId);
  let seq = row.first_seq;
  for (const entry of present) {
    if (entry.seq < seq) return inserted(entry);
    const expected = markAt(row, seq);
    if (entry.seq > seq) return await nameStranger(walk, key, { seq, expected });
    if (!markOf(seq, entry.digest).equals(expected))
      return await nameStranger(walk, key, { seq, expected, entry });
    seq++;
  }
  return seq > row.last_seq ? null : await nameStranger(walk, key, { seq, expected: markAt(row, seq) });
}

/** Under a seal that is not genuine: the entry whose mark was altered with it, if one can be told from the others. */
function firstUnlike({ keys, organizationId }: Walk, row: SealRow, present: Entry[]): Entry | undefined {
  for (const key of keys) {
    const markOf = marker(key, organizationId);
    const unlike = present.filter(({ seq, digest }) => !markOf(seq, digest).equals(markAt(row, seq)));
    if (unlike.length > 0 && unlike.length < present.length) return unlike[0];
  }
  return present[0];
}

function markAt({ first_seq: first, marks }: SealRow, seq: number): Buffer {
  return marks.subarray((seq - first) * markBytes, (seq - first + 1) * markBytes);
}

/** What stands behind the last genuine seal, and what the head says of it. */
function tailOf(head: Head, seq: number, seal: Buffer | null, next: Entry | undefined): Finding | null {
  if (next !== undefined) {
    const wasSealed = head.seq === null ? seal === null : head.seq > seq;
    return wasSealed && next.seq > seq
      ? sealMissing(seq + 1, head.seq ?? Number(head.up_to), next)
      : inserted(next);
  }
  if (head.seq === null) {
    if (seal !== null)
      return findingOf("head_missing", { seq }, `The head is missing; the seals end with entry ${seq}.`);
    return head.active && head.unsealed === 0
      ? findingOf("trail_missing", null, "It has told of deeds, and no entry of them is there.")
      : null;
  }
  const hasSeal = seal === null ? head.seal === null : head.seal?.equals(seal) === true;
  if (hasSeal && head.seq === seq) return null;
  if (!hasSeal && head.seq > seq) return sealMissing(seq + 1, head.seq, undefined);
  return findingOf(
    "head_altered",
    { seq },
    `The head says ${head.seq}${hasSeal ? "" : " with another seal"}; the seals end with entry ${seq}.`,
  );
}

/** Whoever takes the whole trail away lets the next deed begin another one, which is sealed as well. */
function startOf({ begins_late: isLate, deeds_since: since }: Head, seq: number): Finding | null {
  if (!isLate) return null;
  const says = `It has told of deeds since ${since}, and no entry of ${seq === 0 ? "them" : "the first of them"} is there.`;
  return findingOf("trail_missing", seq === 0 ? null : { seq: 1 }, says);
}

function differsFrom(anchor: Anchor | undefined, seq: number, met: boolean): Finding | null {
  if (anchor === undefined || met) return null;
  if (anchor.seq <= seq) return anchorDiffers(anchor);
  return findingOf(
    "tail_missing",
    { seq: seq + 1 },
    `The anchor was written down at entry ${anchor.seq}; the trail ends with entry ${seq}.`,
  );
}

const inserted = (entry: Entry): Finding =>
  findingOf("entry_inserted", entry, `Nothing was sealed that has the number ${entry.seq}.`);

const sealInserted = ({ first_seq: first, last_seq: last }: SealRow): Finding =>
  findingOf("seal_inserted", { seq: first }, `There is a second seal of entries ${first} to ${last}.`);

function sealMissing(first: number, last: number, next: Entry | undefined): Finding {
  return next === undefined || next.seq > last
    ? findingOf("entry_missing", { seq: first }, `Entries ${first} to ${last} and their seals are missing.`)
    : findingOf(
        "seal_missing",
        next.seq === first ? next : { seq: first },
        `The seals of entries ${first} to ${last} are missing.`,
      );
}

function sealAltered({ first_seq: first, last_seq: last }: SealRow, entry: Entry | undefined): Finding {
  return findingOf(
    "seal_altered",
    entry ?? { seq: first },
    `The seal of entries ${first} to ${last} is none that a key of the trail has made.`,
  );
}

function anchorDiffers({ seq }: Anchor): Finding {
  return findingOf(
    "anchor_differs",
    { seq },
    `The trail up to entry ${seq} is another one than when the anchor was written down.`,
  );
}
