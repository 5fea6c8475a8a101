/**
 * Where a number does not hold what was sealed under it: was that altered, taken out, put in, or moved? The answer is
 * looked for in the whole trail of the organization, once.
 */
import { markBytes, marker } from "./marks.ts";
import type { Walk } from "./verify-chain.ts";
import { type Finding, findingOf } from "./verify-finding.ts";
import { type Entry, readEntries, readSeals } from "./verify-rows.ts";

/** A number, the genuine mark of what was sealed under it, and what stands there now. */
type Doubt = { seq: number; expected: Buffer; entry?: Entry };

export async function nameStranger(walk: Walk, key: Buffer, doubt: Doubt): Promise<Finding> {
  const { seq, entry } = doubt;
  const rightful = await findRightful(walk, key, doubt);
  const home = entry === undefined ? undefined : await findHome(walk, key, entry);
  if (entry === undefined)
    return rightful === undefined
      ? findingOf("entry_missing", { seq }, `Entry ${seq} is missing.`)
      : findingOf(
          "entry_reordered",
          { ...rightful, seq },
          `Entry ${seq} stands under the number ${rightful.seq}.`,
        );
  if (rightful !== undefined)
    return home === undefined
      ? findingOf(
          "entry_inserted",
          entry,
          `Entry ${seq} was put in; what was sealed under ${seq} stands under ${rightful.seq}.`,
        )
      : findingOf("entry_reordered", entry, `Under the number ${seq} stands what was sealed under ${home}.`);
  return home === undefined
    ? findingOf("entry_altered", entry, `Entry ${seq} is not as it was sealed.`)
    : findingOf("entry_missing", { seq }, `Entry ${seq} is missing; in its place stands entry ${home}.`);
}

/** The entry that was sealed under the number in doubt, wherever it stands now. */
async function findRightful(walk: Walk, key: Buffer, { seq, expected }: Doubt): Promise<Entry | undefined> {
  const markOf = marker(key, walk.organizationId);
  for await (const entry of readEntries(walk.client, walk.organizationId, walk.head.up_to))
    if (markOf(seq, entry.digest).equals(expected)) return entry;
  return undefined;
}

/** The number under which this entry was sealed. */
async function findHome(walk: Walk, key: Buffer, { digest }: Entry): Promise<number | undefined> {
  const markOf = marker(key, walk.organizationId);
  for await (const { first_seq: first, marks } of readSeals(
    walk.client,
    walk.organizationId,
    walk.head.up_to,
  )) {
    for (let at = 0; at < marks.length; at += markBytes)
      if (markOf(first + at / markBytes, digest).equals(marks.subarray(at, at + markBytes)))
        return first + at / markBytes;
  }
  return undefined;
}
