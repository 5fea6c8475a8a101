/** What became of every row, and why: the import's own account, from which the summary is written. */
import type { Mistake } from "./complaint.ts";
import type { Mapping } from "./mapping.ts";
import type { Part, Row } from "./row.ts";
import type { Aside } from "./rules.ts";
import { createTally, type Outcome, type Tally } from "./tally.ts";

/**
 * One line of the report: a row that stays outside, or one that says something else than the first row of its
 * object, which was taken.
 */
export type Finding = Aside & { row: Row; outcome: "set_aside" | "differs" };

export type Ledger = {
  tallies: Partial<Record<Part, Tally>>;
  /** For each reason, the sentence that explains it. */
  reasons: Map<string, string>;
  /** By column, how many rows say something else than the first row of their object. */
  differences: Map<string, number>;
  /** Objects made, and objects found. */
  objects: { taken: number; alreadyThere: number; setAside: number };
  /** Sum of the declared amount over both, in minor units. */
  written: bigint;
  reads(row: Row): void;
  settle(row: Row, outcome: Outcome): void;
  /** The row stays outside; it is counted under the first of the reasons. */
  aside(row: Row, reasons: readonly Aside[]): void;
  differs(row: Row, difference: Aside): void;
};

/** @param found hears every finding */
export function createLedger({ totals = {}, lines }: Mapping, found: (finding: Finding) => void): Ledger {
  const tallies: Ledger["tallies"] = { rows: createTally(totals) };
  if (lines?.join !== undefined) tallies.lines = createTally(lines.totals ?? {});
  const ledger: Ledger = {
    tallies,
    reasons: new Map(),
    differences: new Map(),
    objects: { taken: 0, alreadyThere: 0, setAside: 0 },
    written: 0n,
    reads: (row) => tallies[row.header.part]?.reads(row),
    settle: (row, outcome) => tallies[row.header.part]?.settle(row, outcome),
    aside(row, reasons) {
      const [first] = reasons;
      if (first === undefined) throw new Error("a row stays outside without a reason");
      ledger.settle(row, `set_aside:${first.code}`);
      if (!ledger.reasons.has(first.code)) ledger.reasons.set(first.code, first.why);
      for (const reason of reasons) found({ ...reason, row, outcome: "set_aside" });
    },
    differs(row, difference) {
      ledger.differences.set(difference.column, (ledger.differences.get(difference.column) ?? 0) + 1);
      found({ ...difference, row, outcome: "differs" });
    },
  };
  return ledger;
}

/** A mistake as a reason. */
export function asideOf({ code, column, value, message }: Mistake): Aside {
  return { code, column, value, why: message };
}
