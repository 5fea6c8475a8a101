/** Rows that make one object and do not agree: the first row decides, and what the others say is told. */
import { cell, type Row } from "./row.ts";
import type { Aside } from "./rules.ts";

/** One for each column in which the row says something else than the first row of its object. */
export function differences(columns: readonly string[], first: Row, row: Row): Aside[] {
  return [...new Set(columns)].flatMap((column) => {
    const [said, value] = [cell(first, column).trim(), cell(row, column).trim()];
    if (said === value) return [];
    const why = `${first.header.file}:${first.line}, the first row of the same object, says "${said}"`;
    return [{ code: "differs", column, value, why }];
  });
}
