/** What `verify` says of an organization's trail. */

export type Tampering =
  | "entry_altered"
  | "entry_missing"
  | "entry_inserted"
  | "entry_reordered"
  | "seal_altered"
  | "seal_missing"
  | "seal_inserted"
  | "head_altered"
  | "head_missing"
  | "trail_missing"
  | "tail_missing"
  | "anchor_differs"
  | "value_altered"
  | "value_missing"
  | "value_without_entry";

export type Finding = {
  what: Tampering;
  /** The entry that it is about; null where it is about none. */
  seq: number | null;
  /** As the entry says them now; null where there is no entry any more. */
  id: string | null;
  occurred_at: string | null;
  /** A sentence for the operator. */
  says: string;
};

export type Verdict = {
  organization_id: string;
  /** How many were read and found to be as they were sealed. */
  entries: number;
  /** Committed and not sealed yet: nothing can be said of them. */
  unsealed: number;
  /** The newest `seq:seal`, to be written down elsewhere; null where nothing is sealed. */
  anchor: string | null;
  /** The first one; what comes after it was not looked at. */
  finding: Finding | null;
};

type Named = { seq?: number; id?: string; occurred_at?: string };

export function findingOf(what: Tampering, entry: Named | null, says: string): Finding {
  return {
    what,
    seq: entry?.seq ?? null,
    id: entry?.id ?? null,
    occurred_at: entry?.occurred_at ?? null,
    says,
  };
}
