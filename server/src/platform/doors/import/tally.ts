/** Counts and sums of the rows of a file by what became of them: together they are the file. */
import { Decimal } from "decimal.js";
import { decimalOf, rounded } from "./decimals.ts";
import type { Total } from "./mapping.ts";
import { cell, type Row } from "./row.ts";

const Exact = Decimal.clone({ precision: 60 });

/** `set_aside:<code>` for rows that stay outside. */
export type Outcome = "taken" | "merged" | "already_there" | `set_aside:${string}`;

export type Entry = { rows: number; sums: Record<string, Decimal> };

export type Tally = {
  read: Entry;
  by: Map<Outcome, Entry>;
  /** Values that a sum had to leave out, because they are no numbers. */
  unreadable: Record<string, number>;
  /** Says what became of a row that was read. Every row ends here exactly once. */
  settle(row: Row, outcome: Outcome): void;
  /** Counts a row as read. */
  reads(row: Row): void;
};

export function createTally(totals: Record<string, Total>): Tally {
  const names = Object.keys(totals);
  const empty = (): Entry => ({
    rows: 0,
    sums: Object.fromEntries(names.map((name) => [name, new Exact(0)])),
  });
  const unreadable: Record<string, number> = {};
  const read = empty();
  const by = new Map<Outcome, Entry>();

  const add = (entry: Entry, row: Row): string[] => {
    entry.rows++;
    return Object.entries(totals).flatMap(([name, total]) => {
      const amount = amountOf(row, total);
      if (amount === undefined) return [name];
      entry.sums[name] = (entry.sums[name] ?? new Exact(0)).plus(amount);
      return [];
    });
  };
  return {
    read,
    by,
    unreadable,
    reads(row) {
      for (const name of add(read, row)) unreadable[name] = (unreadable[name] ?? 0) + 1;
    },
    settle(row, outcome) {
      let entry = by.get(outcome);
      if (entry === undefined) {
        entry = empty();
        by.set(outcome, entry);
      }
      add(entry, row);
    },
  };
}

function amountOf(row: Row, { multiply, lessFraction, places }: Total): Decimal | undefined {
  let amount = new Exact(1);
  for (const column of multiply) {
    const factor = decimalOf(cell(row, column).trim());
    if (factor === undefined) return undefined;
    amount = amount.times(factor);
  }
  const fraction = lessFraction === undefined ? undefined : decimalOf(cell(row, lessFraction).trim());
  if (lessFraction !== undefined && fraction === undefined) return undefined;
  if (fraction !== undefined) amount = amount.times(new Exact(1).minus(fraction));
  return places === undefined ? amount : rounded(amount, places);
}
