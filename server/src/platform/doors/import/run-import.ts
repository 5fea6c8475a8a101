/** An import: the same verb as at every other door, fed from a file in chunks that may be repeated. */
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "#platform/access";
import type { Executor } from "#platform/action";
import type { Database } from "#platform/db";
import { Problem } from "#platform/errors";
import type { Registry } from "#platform/resource";
import { assemble, type Flaws, fateOf, flawsOf, type Item } from "./assemble.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { Mistake } from "./complaint.ts";
import type { Table } from "./csv-files.ts";
import { createFinder, type Existing, type Finder } from "./finder.ts";
import { asideOf, createLedger, type Finding, type Ledger } from "./ledger.ts";
import { performAll } from "./perform.ts";
import type { Plan } from "./plan.ts";
import { createRepeats, type Repeats } from "./repeats.ts";

export type Means = { registry: Registry; database: Database; executor: Executor; context: () => Context };

export type Wishes = {
  dryRun: boolean;
  /** Objects per transaction. */
  chunk: number;
  /** Hears every row that stays outside, once per reason. */
  found(finding: Finding): void;
  /** Hears how many rows are settled, after each chunk. */
  progress(rows: number): void;
};

/** Rows that may wait for their chunk: many rows can merge into few objects. */
const mostWaitingRows = 5_000;

/**
 * @returns the account of every row that was read
 * @throws ImportComplaint or the failure that stopped it; chunks before it stand, and a repetition finds them.
 */
export async function runImport(
  plan: Plan,
  means: Means,
  first: Table,
  second: Table | undefined,
  wishes: Wishes,
): Promise<Ledger> {
  const ledger = createLedger(plan.mapping, wishes.found);
  const chunk = createChunk(plan, means, ledger, wishes);
  for await (const candidate of candidatesOf(plan, first, second, ledger)) {
    chunk.add(candidate);
    if (chunk.full()) await chunk.take();
  }
  await chunk.take();
  return ledger;
}

type Chunk = { add(candidate: Candidate): void; full(): boolean; take(): Promise<void> };
type Keyed = { candidate: Candidate; key: string | undefined };

function createChunk(plan: Plan, means: Means, ledger: Ledger, wishes: Wishes): Chunk {
  const finder = createFinder(means.registry, means.database, means.context);
  const repeats = createRepeats(plan, ledger);
  const { check } = plan.action;
  let waiting: Keyed[] = [];
  let waitingRows = 0;

  return {
    full: () => waiting.length >= wishes.chunk || waitingRows >= mostWaitingRows,
    add(candidate) {
      waitingRows += candidate.rows.length;
      const key = keyOf(plan, candidate);
      if (key instanceof Mistake) keepOutside(ledger, candidate, new Map([[candidate.head, [asideOf(key)]]]));
      else if (candidate.flaw !== undefined)
        keepOutside(ledger, candidate, new Map([[candidate.head, [candidate.flaw]]]));
      else if (key === undefined || repeats.isFirst(key, candidate)) waiting.push({ candidate, key });
    },
    async take() {
      const fresh = await withoutExisting(plan, finder, ledger, repeats, waiting);
      await finder.load(fresh.flatMap(({ candidate }) => meantBy(plan, candidate)));
      const items: (Item & Keyed)[] = [];
      for (const { candidate, key } of fresh) {
        const item = checked(plan, candidate, finder, check);
        if ("flaws" in item) refuse(candidate, key, item.flaws);
        else items.push({ ...item, key });
      }
      for (const verdict of await performAll({ ...means, ...wishes, action: plan.action, pause }, items)) {
        const { item } = verdict;
        if (!("refused" in verdict)) accept(item, verdict.object);
        else if (isRace(plan, verdict.refused)) found(ledger, repeats, item, { id: "", written: 0 });
        else refuse(item.candidate, item.key, flawsOf(plan, item, verdict.refused));
      }
      waiting = [];
      waitingRows = 0;
      wishes.progress(ledger.tallies.rows?.read.rows ?? 0);
    },
  };

  function accept({ candidate, key, merged }: Item & Keyed, object: Record<string, unknown>): void {
    ledger.objects.taken++;
    ledger.written += BigInt(Number(object[plan.mapping.written?.field ?? ""] ?? 0));
    for (const row of candidate.rows) ledger.settle(row, merged.has(row) ? "merged" : "taken");
    repeats.settle(key, { outcome: "merged" });
  }

  function refuse(candidate: Candidate, key: string | undefined, flaws: Flaws): void {
    const reason = keepOutside(ledger, candidate, flaws);
    repeats.settle(key, { outcome: "set_aside", reason });
  }
}

/** The natural key; undefined when the noun has none, a mistake when the row does not say it. */
function keyOf({ key, shape }: Plan, { head }: Candidate): string | undefined | Mistake {
  if (key === undefined) return undefined;
  try {
    return (
      shape.text(head, key) ??
      new Mistake(
        "no_key",
        shape.columnsAt([key]).join(" + "),
        "",
        `${key} is empty: without it a repetition would make the object again`,
      )
    );
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}

async function withoutExisting(
  plan: Plan,
  finder: Finder,
  ledger: Ledger,
  repeats: Repeats,
  waiting: Keyed[],
): Promise<Keyed[]> {
  const keys = waiting.flatMap(({ key }) => key ?? []);
  if (plan.key === undefined || keys.length === 0) return waiting;
  const existing = await finder.existing(plan.resource, plan.key, keys, plan.mapping.written?.field);
  return waiting.filter((one) => {
    const there = existing.get(one.key ?? "");
    if (there !== undefined) found(ledger, repeats, one, there);
    return there === undefined;
  });
}

function found(ledger: Ledger, repeats: Repeats, { candidate, key }: Keyed, { written }: Existing): void {
  ledger.objects.alreadyThere++;
  ledger.written += BigInt(written);
  for (const row of candidate.rows) ledger.settle(row, "already_there");
  repeats.settle(key, { outcome: "already_there" });
}

function meantBy(plan: Plan, { head, lines }: Candidate) {
  return [...plan.shape.meant(head), ...lines.flatMap((row) => plan.lines?.shape.meant(row) ?? [])];
}

/** The same check of the same schema as at every door. */
function checked(
  plan: Plan,
  candidate: Candidate,
  finder: Finder,
  check: (value: unknown) => void,
): Item | { flaws: Flaws } {
  const item = assemble(plan, candidate, finder.id);
  if ("flaws" in item) return item;
  try {
    check(item.input);
    return item;
  } catch (error) {
    if (error instanceof Problem) return { flaws: flawsOf(plan, item, error) };
    throw error;
  }
}

/** Somebody else made the same object since it was looked for. */
function isRace(plan: Plan, { kind, errors = [] }: Problem): boolean {
  return (
    kind.code === "already_exists" &&
    plan.key !== undefined &&
    errors.every(({ pointer }) => pointer.endsWith(`/${plan.key}`))
  );
}

function keepOutside(ledger: Ledger, candidate: Candidate, flaws: Flaws) {
  ledger.objects.setAside++;
  const fates = fateOf(candidate, flaws);
  for (const { row, reasons } of fates) ledger.aside(row, reasons);
  const [reason] = fates[0]?.reasons ?? [];
  if (reason === undefined) throw new Error("an object stays outside without a reason");
  return reason;
}
