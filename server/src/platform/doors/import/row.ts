/** One row of a file: its cells by column name, and where it stands. */

/** The rows to import, or the lines of a second file that belong to them. */
export type Part = "rows" | "lines";

/** What the rows of a file share. */
export type Header = { part: Part; file: string; columns: string[]; at: ReadonlyMap<string, number> };

export type Row = { header: Header; line: number; cells: string[] };

export function headerOf(part: Part, file: string, columns: string[]): Header {
  return { part, file, columns, at: new Map(columns.map((column, i) => [column, i])) };
}

/** The cell's text; empty when the row is too short, or the column is in other files only. */
export function cell({ header, cells }: Row, column: string): string {
  return cells[header.at.get(column) ?? -1] ?? "";
}

export function placeOf({ header, line }: Row): string {
  return `${header.file}:${line}`;
}
