/**
 * Rows that name an object which an earlier row has named. With `distinct` they are part of it and share its
 * fate; otherwise they stay outside. Memory grows with the number of different objects of the file, not its rows.
 */
import type { Candidate } from "./candidates.ts";
import { differences } from "./differences.ts";
import type { Ledger } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import { placeOf, type Row } from "./row.ts";
import type { Aside } from "./rules.ts";

export type Fate = { outcome: "merged" | "already_there" } | { outcome: "set_aside"; reason: Aside };

export type Repeats = {
  /** False: an earlier row has named the object, and the candidate is dealt with. */
  isFirst(key: string, candidate: Candidate): boolean;
  /** What became of the object; rows that come later share it. */
  settle(key: string | undefined, fate: Fate): void;
};

type Seen = { first: Row; waiting: Row[]; fate: Fate | undefined };

export function createRepeats(plan: Plan, ledger: Ledger): Repeats {
  const { shape, mapping } = plan;
  const seen = new Map<string, Seen>();
  return {
    isFirst(key, { head, rows }) {
      const before = seen.get(key);
      if (before === undefined) {
        // its cells are only needed where later rows are compared with it
        const first = mapping.distinct ? head : { ...head, cells: [] };
        seen.set(key, { first, waiting: [], fate: undefined });
        return true;
      }
      if (!mapping.distinct) {
        const column = shape.columnsAt([plan.key ?? ""]).join(" + ");
        const why = `${placeOf(before.first)} names the same object`;
        for (const row of rows) ledger.aside(row, [{ code: "repeated_key", column, value: key, why }]);
        return false;
      }
      for (const difference of differences(shape.columns, before.first, head))
        ledger.differs(head, difference);
      if (before.fate === undefined) before.waiting.push(head);
      else share(ledger, head, before.fate);
      return false;
    },
    settle(key, fate) {
      const before = key === undefined ? undefined : seen.get(key);
      if (before === undefined) return;
      for (const row of before.waiting) share(ledger, row, fate);
      Object.assign(before, { fate, waiting: [] });
    },
  };
}

function share(ledger: Ledger, row: Row, fate: Fate): void {
  if (fate.outcome === "set_aside") ledger.aside(row, [fate.reason]);
  else ledger.settle(row, fate.outcome);
}
