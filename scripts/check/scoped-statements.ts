/**
 * The first lock where SQL is written by hand: a statement on a table that belongs to customers names the organization
 * and the customers within reach (`tx.customers`). Row Level Security says the same, as the second lock.
 *
 * Which tables those are, the migrations say: `plinth.protect('orders', customer => …)`. The escape is a comment with
 * its reason, on the statement's first line or right above it: `// scope: why it needs none`.
 */
import { readSources, type Source } from "./source.ts";

const modules = "server/src/modules";
const migrations = "server/migrations";
const reasoned = /\bscope:\s*\S+/;

type Found = { text: string; line: number };

/** Every statement that relies on the second lock alone, one sentence each; empty when none does. */
export function checkScopes(root: string): string[] {
  const files = readSources(root, modules).filter(({ path }) => !path.endsWith(".test.ts"));
  if (files.length === 0) return [`${modules}: no file was read, so nothing was checked`];
  const tables = tablesOfCustomers(readSources(root, migrations, [".sql"]));
  if (tables.length === 0) return [`${migrations}: no table belongs to customers, so nothing was checked`];
  return files.flatMap((file) => {
    const excused = excusedLines(file);
    return statementsOf(file.text)
      .filter(({ line }) => !excused.has(line))
      .flatMap(({ text, line }) =>
        complaintsOf(text, tables).map((wrong) => `${file.path}:${line}: ${wrong}`),
      );
  });
}

function tablesOfCustomers(files: Source[]): string[] {
  const calls = /\bcall\s+plinth\.protect\s*\(\s*'([\w.]+)'[^)]*\bcustomer\s*=>/gi;
  return files.flatMap(({ text }) => [...text.matchAll(calls)].map(([, table = ""]) => table));
}

/** What is made is checked by the policies and by the look-ups before it; what is there is looked for. */
function complaintsOf(text: string, tables: string[]): string[] {
  const table = tables.find((name) => new RegExp(`\\b(from|join|update)\\s+${name}\\b`, "i").test(text));
  if (table === undefined) return [];
  return [
    ...(/\borganization_id\s*=\s*\$\{/.test(text) ? [] : [`${table} without the organization`]),
    ...(/\$\{[^}]*\b(customers|within)\b/.test(text)
      ? []
      : [`${table} without the customers within reach (tx.customers); or say why: // scope: …`]),
  ];
}

/** The templates that are tagged as SQL, with what is put into them as it is written. */
function statementsOf(source: string): Found[] {
  return [...source.matchAll(/\bsql`/g)].map(({ index }) => {
    const begin = index + "sql`".length;
    const text = source.slice(begin, endOfTemplate(source, begin));
    return { text, line: source.slice(0, index).split("\n").length };
  });
}

function endOfTemplate(source: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < source.length; at++) {
    const two = source.slice(at, at + 2);
    if (source[at] === "\\") at++;
    else if (depth === 0 && source[at] === "`") return at;
    else if (two === "${") depth++;
    else if (depth > 0 && source[at] === "{") depth++;
    else if (depth > 0 && source[at] === "}") depth--;
    if (two === "${") at++;
  }
  return source.length;
}

/** The lines that a reasoned comment speaks for: its own, and the one after it. */
function excusedLines({ tokens }: Source): Set<number> {
  const reasons = tokens.filter((token) => token.kind === "comment" && reasoned.test(token.text));
  return new Set(
    reasons.flatMap(({ line, text }) => {
      const last = line + text.split("\n").length - 1;
      return [line, last, last + 1];
    }),
  );
}
