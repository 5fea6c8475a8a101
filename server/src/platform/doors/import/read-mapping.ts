/** Reads a mapping document, or makes one from `--map`; every mistake is named at once. */
import { validator } from "#platform/action";
import { Problem } from "#platform/errors";
import { ImportComplaint } from "./complaint.ts";
import { Mapping } from "./mapping.ts";

const check = validator(Mapping);

/** @throws ImportComplaint naming every place that is not as the schema says. */
export function readMapping(text: string, file: string): Mapping {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new ImportComplaint([`${file} is not JSON: ${(error as Error).message}`]);
  }
  try {
    check(document);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new ImportComplaint(
      (error.errors ?? []).map(({ pointer, detail }) => `${file} at ${pointer}: ${detail}`),
    );
  }
  return document as Mapping; // it has just been checked against the schema that the type is made from
}

/**
 * The mapping of a file whose columns are named like the fields.
 */
export function mappingOf(columns: string[], fields: string[]): Mapping {
  const mapping: Mapping = { fields: {} };
  for (const column of columns) if (fields.includes(column)) mapping.fields[column] = column;
  return mapping;
}

/** The same mapping with some fields taken from other columns. @param pairs `column=field` */
export function withPairs(mapping: Mapping, pairs: string[]): Mapping {
  const named = split(pairs, "--map", "column=field").map(([column, field]) => [field, column]);
  return { ...mapping, fields: { ...mapping.fields, ...Object.fromEntries(named) } };
}

/** The same mapping with some fields the same for every row. @param pairs `field=value` */
export function withConstants(mapping: Mapping, pairs: string[]): Mapping {
  const named = split(pairs, "--set", "field=value").map(([field, constant]) => [field, { constant }]);
  return { ...mapping, fields: { ...mapping.fields, ...Object.fromEntries(named) } };
}

function split(pairs: string[], option: string, form: string): [string, string][] {
  const wrong = pairs.filter((pair) => !/^[^=]+=./.test(pair));
  if (wrong.length > 0)
    throw new ImportComplaint(wrong.map((pair) => `${option} ${pair}: write it as ${form}`));
  return pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
}
