/** From rows to what may become an object: a row, rows that stand together, or a row with its lines. */
import { Mistake } from "./complaint.ts";
import { type ReadRow, rowsOf, type Table } from "./csv-files.ts";
import { differences } from "./differences.ts";
import { asideOf, type Ledger } from "./ledger.ts";
import { createLineSource } from "./line-source.ts";
import type { LinesPlan, Plan, RowPlan } from "./plan.ts";
import { cell, placeOf, type Row } from "./row.ts";
import type { Aside } from "./rules.ts";

export type Candidate = {
  /** The row that the object's own fields are made from. */
  head: Row;
  /** The rows that its lines are made from. */
  lines: Row[];
  /** Every row that shares its fate, each once. */
  rows: Row[];
  /** Why it cannot be taken, if that shows already. */
  flaw?: Aside;
};

/** Rows that stay outside by a rule are settled on the way. */
export async function* candidatesOf(
  plan: Plan,
  first: Table,
  second: Table | undefined,
  ledger: Ledger,
): AsyncGenerator<Candidate> {
  const judged = judgedRows(first, plan.rows, ledger);
  if (plan.lines === undefined) {
    for await (const { row, aside } of judged) {
      if (aside === undefined) yield { head: row, lines: [], rows: [row] };
      else ledger.aside(row, [aside]);
    }
  } else if (plan.lines.second === undefined) yield* groups(judged, plan.lines, ledger);
  else if (second !== undefined) yield* joined(plan, judged, second, ledger);
}

type Judged = { row: Row; aside: Aside | undefined };

async function* judgedRows(table: Table, plan: RowPlan, ledger: Ledger): AsyncGenerator<Judged> {
  for await (const row of rowsOf(table)) {
    const aside = judge(row, plan);
    ledger.reads(row);
    yield { row, aside };
  }
}

/** Cleans the row and says why it stays outside, if it does. */
export function judge(row: ReadRow, plan: RowPlan): Aside | undefined {
  return flawOf(row, plan) ?? plan.aside(row);
}

function flawOf(row: ReadRow, plan: RowPlan): Aside | undefined {
  if (row.misfit !== undefined) return { code: "broken_row", column: "", value: "", why: row.misfit };
  try {
    plan.clean(row);
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) return asideOf(error);
    throw error;
  }
}

/** Neighbouring rows with the same key are one candidate; rows that stay outside do not tear it apart. */
async function* groups(
  judged: AsyncGenerator<Judged>,
  { together, same, mayDiffer }: LinesPlan,
  ledger: Ledger,
): AsyncGenerator<Candidate> {
  let group: Candidate | undefined;
  let key = "";
  for await (const { row, aside } of judged) {
    if (aside !== undefined) {
      ledger.aside(row, [aside]);
      continue;
    }
    const own = keyOf(row, together);
    if (group !== undefined && own === key) {
      group.lines.push(row);
      for (const difference of differences(mayDiffer, group.head, row)) ledger.differs(row, difference);
      const [flaw] = group.flaw === undefined ? differences(same, group.head, row) : [];
      if (flaw !== undefined) {
        const why = `${flaw.why}; if that may be, name the column in "mayDiffer"`;
        group.flaw = { ...flaw, code: "differs_in_group", why };
      }
      continue;
    }
    if (group !== undefined) yield group;
    const lines = [row];
    group = { head: row, lines, rows: lines };
    key = own;
  }
  if (group !== undefined) yield group;
}

async function* joined(
  plan: Plan,
  judged: AsyncGenerator<Judged>,
  second: Table,
  ledger: Ledger,
): AsyncGenerator<Candidate> {
  const { lines } = plan;
  if (lines?.second === undefined) return;
  const { columns, rows } = lines.second;
  const good = goodLines(judgedRows(second, rows, ledger), ledger);
  const source = createLineSource(good, (row) => keyOf(row, columns));
  for await (const { row, aside } of judged) {
    const own = await source.take(keyOf(row, lines.together));
    if (aside === undefined) yield { head: row, lines: own, rows: [row, ...own] };
    else
      for (const each of [row, ...own])
        ledger.aside(each, [
          each === row
            ? aside
            : { ...aside, why: `its head row (${placeOf(row)}) is set aside: ${aside.why}` },
        ]);
  }
  for await (const row of source.rest()) {
    const column = columns.join(" + ");
    ledger.aside(row, [
      {
        code: "no_head_row",
        column,
        value: keyOf(row, columns),
        why: "no row of the first file has this key",
      },
    ]);
  }
}

async function* goodLines(judged: AsyncGenerator<Judged>, ledger: Ledger): AsyncGenerator<Row> {
  for await (const { row, aside } of judged) {
    if (aside === undefined) yield row;
    else ledger.aside(row, [aside]);
  }
}

/** What rows that belong together have in common. */
export function keyOf(row: Row, columns: string[]): string {
  return columns.length === 1
    ? cell(row, columns[0] ?? "").trim()
    : JSON.stringify(columns.map((column) => cell(row, column).trim()));
}
