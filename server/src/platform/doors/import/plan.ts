/** Everything that is known before the first row is taken: the verb, the compiled mapping, the files. */
import type { Action } from "#platform/action";
import type { Registry, Resource } from "#platform/resource";
import { ImportComplaint } from "./complaint.ts";
import type { Format } from "./csv-files.ts";
import type { Cleaning, LinesMapping, Mapping } from "./mapping.ts";
import type { Header, Row } from "./row.ts";
import { type Aside, compileRules } from "./rules.ts";
import { compileShape, type Shape } from "./shape.ts";
import { findTarget, type Target } from "./target.ts";
import { compileCleaning } from "./value.ts";

/** What is done with each row of a file before it is grouped. */
export type RowPlan = {
  /** Cleans the declared columns in place. @throws Mistake */
  clean(row: Row): void;
  aside(row: Row): Aside | undefined;
  /** Columns that anything reads. */
  used: ReadonlySet<string>;
};

export type LinesPlan = {
  mapping: LinesMapping;
  shape: Shape;
  /** Columns of the head row that tell one group from another. */
  together: string[];
  /** Columns that must be equal in all rows of a group, because the object is made from the first. */
  same: string[];
  /** Columns of the object in which they may differ: the first row decides, the others are told. */
  mayDiffer: string[];
  /** The same key in the second file; undefined when the lines are rows of the first. */
  second: { columns: string[]; rows: RowPlan } | undefined;
};

export type Plan = {
  resource: Resource;
  action: Action;
  mapping: Mapping;
  shape: Shape;
  rows: RowPlan;
  /** The field of the input that names the object, so that a repetition finds it. */
  key: string | undefined;
  lines: LinesPlan | undefined;
  format: Format;
};

export type Headers = { first: Header[]; second: Header | undefined };

/** @throws ImportComplaint naming everything that the mapping, the verb and the files do not agree on. */
export function makePlan(
  registry: Registry,
  actions: Action[],
  plural: string,
  mapping: Mapping,
  headers: Headers,
): Plan {
  const complaints: string[] = [];
  const complain = (words: string) => complaints.push(words);
  if (mapping.resource !== undefined && mapping.resource !== plural) {
    throw new ImportComplaint([`The mapping is for "${mapping.resource}", the command says "${plural}".`]);
  }
  const target = findTarget(registry, actions, plural, mapping.action);
  const into = mapping.lines === undefined ? [] : [mapping.lines.into];
  const shape = compileShape(registry, mapping.fields, target.fields, complain, into);
  const lines =
    mapping.lines === undefined ? undefined : planLines(registry, target, mapping.lines, shape, complain);
  const key = target.resource.naturalKey;
  if (key !== undefined && target.fields.has(key) && !shape.has(key)) {
    complain(
      `"${key}" must be filled: by it a repeated import finds what is there already. --map <column>=${key}`,
    );
  }
  if (mapping.distinct && (key === undefined || lines !== undefined))
    complain('"distinct" needs a natural key and no "lines".');

  const rows = planRows(
    mapping,
    [...shape.columns, ...(lines?.together ?? []), ...(lines?.second ? [] : (lines?.shape.columns ?? []))],
    complain,
  );
  for (const header of headers.first) complainOfColumns(header, rows.used, complain);
  if (lines?.second !== undefined && headers.second !== undefined)
    complainOfColumns(headers.second, lines.second.rows.used, complain);
  complainOfWritten(mapping, target.resource, complain);

  if (complaints.length > 0) throw new ImportComplaint(complaints);
  const { resource, action } = target;
  const format = { delimiter: mapping.delimiter ?? ",", encoding: mapping.encoding ?? "utf-8" };
  return {
    resource,
    action,
    mapping,
    shape,
    rows,
    key: key !== undefined && shape.has(key) ? key : undefined,
    lines,
    format,
  };
}

function planLines(
  registry: Registry,
  target: Target,
  mapping: LinesMapping,
  head: Shape,
  complain: (words: string) => void,
): LinesPlan {
  const inLines = (words: string) => complain(`in lines: ${words}`);
  const list = target.fields.get(mapping.into);
  if (list?.items === undefined) inLines(`"${mapping.into}" is no list of ${target.action.name}.`);
  const shape = compileShape(registry, mapping.fields, list?.items ?? new Map(), inLines);
  for (const name of mapping.merge?.add ?? [])
    if (!shape.has(name)) inLines(`"merge" adds "${name}", which no field fills.`);

  const { join, together } = mapping;
  if ((join === undefined) === (together === undefined)) {
    inLines(
      'say either "together" (lines are rows of the same file) or "join" (lines are in a second file).',
    );
  }
  if (join === undefined) {
    const free = new Set([...(together ?? []), ...(mapping.mayDiffer ?? [])]);
    for (const part of ["columns", "setAside", "totals"] as const) {
      if (mapping[part] !== undefined)
        inLines(`"${part}" belongs beside "lines" when the lines are rows of the same file.`);
    }
    return {
      mapping,
      shape,
      together: together ?? [],
      same: head.columns.filter((column) => !free.has(column)),
      mayDiffer: mapping.mayDiffer ?? [],
      second: undefined,
    };
  }
  const columns = Object.keys(join);
  const rows = planRows(mapping, [...shape.columns, ...columns], inLines);
  return {
    mapping,
    shape,
    together: Object.values(join),
    same: [],
    mayDiffer: [],
    second: { columns, rows },
  };
}

type OfFile = Pick<Mapping, "columns" | "setAside" | "totals">;

function planRows(
  { columns = {}, setAside = [], totals = {} }: OfFile,
  mapped: string[],
  complain: (words: string) => void,
): RowPlan {
  const steps: { column: string; clean: ReturnType<typeof compileCleaning> }[] = [];
  for (const [column, cleaning] of Object.entries<Cleaning>(columns)) {
    attempt(`in columns, ${column}`, complain, () =>
      steps.push({ column, clean: compileCleaning(cleaning) }),
    );
  }
  let aside: RowPlan["aside"] = () => undefined;
  attempt("in setAside", complain, () => {
    aside = compileRules(setAside);
  });
  const summed = Object.values(totals).flatMap(({ multiply, lessFraction }) => [
    ...multiply,
    ...(lessFraction === undefined ? [] : [lessFraction]),
  ]);
  return {
    used: new Set([...mapped, ...Object.keys(columns), ...setAside.map(({ column }) => column), ...summed]),
    aside,
    clean(row) {
      for (const { column, clean } of steps) {
        const at = row.header.at.get(column) ?? -1;
        const text = row.cells[at];
        if (text !== undefined) row.cells[at] = clean(text, column);
      }
    },
  };
}

function attempt(where: string, complain: (words: string) => void, deed: () => void): void {
  try {
    deed();
  } catch (error) {
    complain(`${where}: ${(error as Error).message}`);
  }
}

function complainOfColumns(
  { file, at, columns }: Header,
  used: ReadonlySet<string>,
  complain: (words: string) => void,
): void {
  const absent = [...used].filter((column) => !at.has(column));
  if (absent.length === 0) return;
  complain(
    `${file} has no column ${absent.map((column) => `"${column}"`).join(", ")}. It has: ${columns.join(", ")}.`,
  );
}

function complainOfWritten(
  { written, lines, totals = {} }: Mapping,
  resource: Resource,
  complain: (words: string) => void,
): void {
  if (written === undefined) return;
  const sums = { ...totals, ...lines?.totals };
  if (resource.fields[written.field]?.kind !== "money")
    complain(`"written" adds "${written.field}", which is no amount of a ${resource.name}.`);
  if (sums[written.equals] === undefined)
    complain(
      `"written" compares with the total "${written.equals}". There is: ${Object.keys(sums).join(", ") || "none"}.`,
    );
}
