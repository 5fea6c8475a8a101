/**
 * An invariant: what is true of the rows of an organization whatever happened. Declared once; asked of a sample while the
 * application runs, of everything by the operator's command, and of everything after each test that injects faults.
 *
 * It is asked of keys and never of a table: so a look costs what its sample costs, whatever there is.
 */
import type pg from "pg";
import type { Statement } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import type { Population } from "./population.ts";

/** What is looked at together. */
export type Part = {
  organization: string;
  /** Of its population: ids, or numbers as text. */
  keys: readonly string[];
  /**
   * So many rows behind one key are read at most; a key with more behind it is not judged. Null: all of them, whatever
   * that takes.
   */
  most: number | null;
};

/** A key of which it is not true. @property says figures, where they help; nothing about a person */
export type Violation = { key: string; says: string | null };

export type Ask = <Row extends pg.QueryResultRow>(statement: Statement) => Promise<Row[]>;

export type Invariant = {
  /** `stock_is_its_ledger`: in metrics, in the inbox and on the operator's screen. */
  name: string;
  /** What is true, in a sentence. */
  describe: string;
  of: Population;
  /** The noun that whoever may know of a violation reads; where keys are its ids, it is about that object. */
  subject: { noun: string; byKey: boolean };
  /** The keys of which it is not true. */
  find(part: Part, ask: Ask, keyRing: KeyRing): Promise<Violation[]>;
};

type Definition = Omit<Invariant, "find" | "subject"> & {
  /** Whose readers are told. Absent: of numbers it is the organization, otherwise it must be said. */
  noun?: string;
} & (
    | {
        /** Answers a row `(key text, says text)` for each key of which it is not true; one statement, so of one moment. */
        violations(part: Part): Statement;
      }
    | { find: Invariant["find"] }
  );

const known = new Set<string>();

/** @throws at start-up when it is declared twice, has no plain name or says nothing. */
export function defineInvariant(definition: Definition): Invariant {
  const { name, describe, of, noun } = definition;
  if (!/^[a-z]+(_[a-z]+)+$/.test(name)) throw new Error(`the invariant "${name}" is no plain name`);
  if (known.has(name)) throw new Error(`the invariant "${name}" is declared twice`);
  if (describe.length < 20) throw new Error(`the invariant "${name}" does not say what is true`);
  if (noun === undefined && !of.numbered) throw new Error(`the invariant "${name}" says nobody whom to tell`);
  known.add(name);
  const find =
    "find" in definition
      ? definition.find
      : (part: Part, ask: Ask) => ask<Violation>(definition.violations(part));
  return {
    name,
    describe,
    of,
    subject: { noun: noun ?? "organization", byKey: noun !== undefined && !of.numbered },
    find,
  };
}
