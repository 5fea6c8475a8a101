/** Files and a mapping become a plan; whatever does not fit is said before anything is written. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Action } from "#platform/action";
import type { Registry } from "#platform/resource";
import { ImportComplaint } from "./complaint.ts";
import { type Format, filesOf, readHeader, type Table } from "./csv-files.ts";
import { inspect } from "./inspect.ts";
import type { Mapping } from "./mapping.ts";
import { makePlan, type Plan } from "./plan.ts";
import { mappingOf, readMapping, withConstants, withPairs } from "./read-mapping.ts";
import type { Header } from "./row.ts";
import { findTarget } from "./target.ts";

export type Asked = {
  /** The plural noun: what is imported. */
  resource: string;
  /** Files, or folders that hold them. */
  paths: string[];
  /** A mapping file; without it columns are fields of the same name. */
  mapping?: string | undefined;
  /** `column=field` */
  pairs: string[];
  /** `field=value`, the same for every row. */
  constants?: string[] | undefined;
  /** The file with the lines, where the mapping joins one. */
  lines?: string | undefined;
};

export type Prepared = {
  plan: Plan;
  first: Table;
  second: Table | undefined;
  /** Rows of the first files. */
  rows: number;
  /** Columns that nothing reads. */
  unused: string[];
};

/** @throws ImportComplaint naming everything that is wrong. */
export async function prepareImport(registry: Registry, actions: Action[], asked: Asked): Promise<Prepared> {
  const files = await filesOf(asked.paths);
  const given = asked.mapping === undefined ? undefined : await mappingFile(asked.mapping);
  const format: Format = { delimiter: given?.delimiter ?? ",", encoding: given?.encoding ?? "utf-8" };
  const headers: Header[] = [];
  for (const file of files) headers.push(await readHeader("rows", file, format));

  const named = withPairs(given ?? ownColumns(registry, actions, asked, headers), asked.pairs);
  const mapping = withConstants(named, asked.constants ?? []);
  const linesFile = fileOfLines(mapping, asked.lines, files);
  const linesHeader = linesFile === undefined ? undefined : await readHeader("lines", linesFile, format);
  const plan = makePlan(registry, actions, asked.resource, mapping, { first: headers, second: linesHeader });

  const first: Table = { part: "rows", files, format };
  const second: Table | undefined =
    linesFile === undefined ? undefined : { part: "lines", files: [linesFile], format };
  const inOne = plan.lines !== undefined && plan.lines.second === undefined ? plan.lines.together : undefined;
  const rows = await inspect(first, plan.rows, inOne);
  if (second !== undefined && plan.lines?.second !== undefined)
    await inspect(second, plan.lines.second.rows, plan.lines.second.columns);
  return { plan, first, second, rows, unused: unusedColumns(plan, headers, linesHeader) };
}

async function mappingFile(path: string): Promise<Mapping> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new ImportComplaint([`The mapping ${path} cannot be read: ${error.message}`]);
  });
  return readMapping(text, path);
}

function ownColumns(registry: Registry, actions: Action[], { resource }: Asked, headers: Header[]): Mapping {
  const { fields } = findTarget(registry, actions, resource, undefined);
  return mappingOf(headers[0]?.columns ?? [], [...fields.keys()]);
}

function fileOfLines(
  { lines }: Mapping,
  given: string | undefined,
  [first = ""]: string[],
): string | undefined {
  if (lines?.join === undefined) {
    if (given !== undefined)
      throw new ImportComplaint([
        '--lines needs a mapping whose "lines" say "join": how the two files belong together.',
      ]);
    return undefined;
  }
  if (given !== undefined) return given;
  if (lines.file !== undefined) return join(dirname(first), lines.file);
  throw new ImportComplaint(["The mapping joins a second file: name it with --lines."]);
}

function unusedColumns({ rows, lines }: Plan, headers: Header[], linesHeader: Header | undefined): string[] {
  const inFirst = headers.flatMap(({ columns }) => columns.filter((column) => !rows.used.has(column)));
  const inLines =
    linesHeader?.columns.filter((column) => lines?.second?.rows.used.has(column) === false) ?? [];
  return [...new Set([...inFirst, ...inLines.map((column) => `${linesHeader?.file} ${column}`)])];
}
