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

/** The same mapping with some fields taken from other columns. */
export function withPairs(mapping: Mapping, pairs: string[]): Mapping {
  const wrong = pairs.filter((pair) => !/^[^=]+=[^=]+$/.test(pair));
  if (wrong.length > 0)
    throw new ImportComplaint(wrong.map((pair) => `--map ${pair}: write it as column=field`));
  const named = Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(at + 1), pair.slice(0, at)];
    }),
  );
  return { ...mapping, fields: { ...mapping.fields, ...named } };
}
