/** What `verify` says of an organization's trail. */

export type Tampering =
  | "entry_altered"
  | "entry_missing"
  | "entry_inserted"
  | "entry_reordered"
  | "entry_repeated"
  | "entry_unsealed"
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
  | "value_without_entry"
  | "key_altered"
  | "lock_missing";

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
  /** Null for what is nobody's: the keys, and the lock that makes one server seal at a time. There only to be found. */
  organization_id: string | null;
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
