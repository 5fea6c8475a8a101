/**
 * The first reading of the files, before anything is written: that they are CSV in their encoding to the end, how
 * many rows there are, and that rows which make one object stand together. An object whose later rows were found
 * only after it was made would be wrong in silence.
 */
import { judge, keyOf } from "./candidates.ts";
import { ImportComplaint } from "./complaint.ts";
import { rowsOf, type Table } from "./csv-files.ts";
import type { RowPlan } from "./plan.ts";
import { placeOf } from "./row.ts";

const mostNamed = 5;

/**
 * @param together columns by which rows belong together; undefined when each stands for itself
 * @returns the number of rows
 * @throws ImportComplaint
 */
export async function inspect(table: Table, plan: RowPlan, together: string[] | undefined): Promise<number> {
  const ended = new Set<string>();
  const torn: string[] = [];
  let key: string | undefined;
  let count = 0;
  for await (const row of rowsOf(table)) {
    count++;
    if (together === undefined || judge(row, plan) !== undefined) continue;
    const own = keyOf(row, together);
    if (own === key) continue;
    if (key !== undefined) ended.add(key);
    if (ended.has(own)) torn.push(`${placeOf(row)} belongs to "${own}", whose other rows stand further up`);
    key = own;
  }
  if (torn.length > 0) {
    const more = torn.length > mostNamed ? [`… and ${torn.length - mostNamed} more`] : [];
    throw new ImportComplaint([
      `Rows that belong together must stand together: sort by ${together?.join(", ")}.`,
      ...torn.slice(0, mostNamed),
      ...more,
    ]);
  }
  return count;
}
