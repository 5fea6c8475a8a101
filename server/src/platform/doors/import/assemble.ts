/** A candidate becomes the verb's input; or it is said, row by row, why it cannot. */
import type { FieldError, Problem } from "#platform/errors";
import type { Candidate } from "./candidates.ts";
import { decimalOf } from "./decimals.ts";
import { asideOf } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import { cell, placeOf, type Row } from "./row.ts";
import type { Aside } from "./rules.ts";
import type { FindId, Shape } from "./shape.ts";

export type Item = {
  candidate: Candidate;
  input: Record<string, unknown>;
  /** For each line of the input, the row that it was made from. */
  lineRows: Row[];
  /** Rows whose line became part of another. */
  merged: Set<Row>;
};

/** Reasons by row. A row without one of its own shares the fate of the object that it belongs to. */
export type Flaws = Map<Row, Aside[]>;

export function assemble(plan: Plan, candidate: Candidate, findId: FindId): Item | { flaws: Flaws } {
  const flaws: Flaws = new Map();
  const { object, mistakes } = plan.shape.build(candidate.head, findId);
  if (mistakes.length > 0) flaws.set(candidate.head, mistakes.map(asideOf));

  const item: Item = { candidate, input: object, lineRows: [], merged: new Set() };
  if (plan.lines !== undefined) {
    const built = candidate.lines.map((row) => ({
      row,
      ...(plan.lines?.shape.build(row, findId) ?? { object: {}, mistakes: [] }),
    }));
    for (const line of built) {
      if (line.mistakes.length > 0)
        flaws.set(line.row, [...(flaws.get(line.row) ?? []), ...line.mistakes.map(asideOf)]);
    }
    object[plan.lines.mapping.into] = mergedLines(item, built, plan.lines.mapping.merge?.add ?? []);
  }
  return flaws.size > 0 ? { flaws } : item;
}

type Line = { row: Row; object: Record<string, unknown> };

/** Lines that differ only in the fields to be added become one, at the place of the first. */
function mergedLines(item: Item, built: Line[], add: string[]): Record<string, unknown>[] {
  const lines = new Map<string, Record<string, unknown>>();
  for (const [i, { row, object }] of built.entries()) {
    const rest = Object.entries(object).filter(([name]) => !add.includes(name));
    const key = add.length === 0 ? String(i) : JSON.stringify(rest);
    const same = lines.get(key);
    if (same === undefined) {
      lines.set(key, object);
      item.lineRows.push(row);
    } else {
      for (const name of add) same[name] = sum(same[name], object[name]);
      item.merged.add(row);
    }
  }
  return [...lines.values()];
}

function sum(a: unknown, b: unknown): unknown {
  const [first, second] = [decimalOf(String(a)), decimalOf(String(b))];
  if (first === undefined || second === undefined) return a ?? b;
  return typeof a === "string" ? first.plus(second).toFixed() : first.plus(second).toNumber();
}

/** A refusal in the words of the file: which row, which column, which value. */
export function flawsOf(
  plan: Plan,
  { candidate, lineRows }: Item,
  { errors = [], kind, message }: Problem,
): Flaws {
  const flaws: Flaws = new Map();
  const mistakes: FieldError[] =
    errors.length > 0 ? errors : [{ pointer: "", code: kind.code, detail: message }];
  for (const { pointer, code, detail } of mistakes) {
    const path = pointer
      .replace(/^\/items\/\d+/, "")
      .split("/")
      .slice(1);
    const { row, columns } = sourceOf(plan, candidate, lineRows, path);
    const column = columns.join(" + ");
    const value = columns.map((name) => cell(row, name)).join(" + ");
    const place = path.join("/");
    flaws.set(row, [
      ...(flaws.get(row) ?? []),
      { code, column, value, why: place === "" ? detail : `${place}: ${detail}` },
    ]);
  }
  return flaws;
}

function sourceOf(
  plan: Plan,
  { head }: Candidate,
  lineRows: Row[],
  path: string[],
): { row: Row; columns: string[] } {
  const [name, place, ...below] = path;
  const row = name === plan.lines?.mapping.into ? lineRows[Number(place)] : undefined;
  const shape: Shape | undefined = row === undefined ? plan.shape : plan.lines?.shape;
  return { row: row ?? head, columns: shape?.columnsAt(row === undefined ? path : below) ?? [] };
}

/** Spreads the reasons over all rows that share the fate, for counting and for the report. */
export function fateOf({ rows }: Candidate, flaws: Flaws): { row: Row; reasons: Aside[] }[] {
  const [guilty, reasons] = [...flaws][0] ?? [];
  const [first] = reasons ?? [];
  if (guilty === undefined || first === undefined)
    throw new Error("an object stays outside without a reason");
  return rows.map((row) => {
    const own = flaws.get(row);
    if (own !== undefined) return { row, reasons: own };
    return {
      row,
      reasons: [{ ...first, why: `belongs to what ${placeOf(guilty)} keeps outside: ${first.why}` }],
    };
  });
}
