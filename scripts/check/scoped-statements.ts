/**
 * The first lock where SQL is written by hand: a statement on tables that belong to customers names the organization,
 * and for each of them the customers within reach (`tx.within`), or hangs it by a key on one that is bounded so. Row
 * Level Security says the same, as the second lock.
 *
 * Which tables those are, and by which column, the migrations say: `plinth.protect('orders', customer => …)`. The escape
 * is a comment with its reason, on the statement's first line or right above it: `// scope: why it needs none`.
 */
import { readSources, type Source } from "./source.ts";

const modules = "server/src/modules";
const migrations = "server/migrations";
const reasoned = /\bscope:\s*\S+/;

type Found = { text: string; line: number };
/** A table that belongs to customers, and its column that says to whom. */
type Owned = { table: string; column: string };
/** A place where a statement takes rows of one, under this name. */
type Use = Owned & { alias: string };

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

function tablesOfCustomers(files: Source[]): Owned[] {
  const calls = /\bcall\s+plinth\.protect\s*\(\s*'([\w.]+)'[^)]*\bcustomer\s*=>\s*'(\w+)'/gi;
  return files.flatMap(({ text }) =>
    [...text.matchAll(calls)].map(([, table = "", column = ""]) => ({ table, column })),
  );
}

/** What is made is checked by the policies and by the look-ups before it; what is there is looked for. */
function complaintsOf(text: string, tables: Owned[]): string[] {
  const statement = withPlaces(text);
  const uses = usesOf(statement, tables);
  const [first] = uses;
  if (first === undefined) return [];
  return [
    ...(/\borganization_id\s*=\s*\$/.test(statement) ? [] : [`${first.table} without the organization`]),
    ...unboundedOf(statement, uses).map(
      (table) => `${table} without the customers within reach (tx.within); or say why: // scope: …`,
    ),
  ];
}

const nextWord =
  "(?!(?:where|on|using|set|join|inner|left|right|full|cross|natural|group|order|limit|for|union)\\b)";

/** Every place, not the first: of two tables that are joined one may be bounded and the other not. */
function usesOf(statement: string, tables: Owned[]): Use[] {
  return tables.flatMap(({ table, column }) => {
    const place = new RegExp(
      `(?:\\b(?:from|join|update|using)|,)\\s+${table}\\b(?:\\s+(?:as\\s+)?${nextWord}(\\w+))?`,
      "gi",
    );
    return [...statement.matchAll(place)].map(([, alias = table]) => ({ table, column, alias }));
  });
}

/** The tables that are neither bounded nor reached by a key from one that is. */
function unboundedOf(statement: string, uses: Use[]): string[] {
  const left = new Map<string, Use[]>();
  for (const use of uses) left.set(use.alias, [...(left.get(use.alias) ?? []), use]);
  const reached: string[] = [];
  for (let before = -1; before < reached.length; ) {
    before = reached.length;
    for (const [alias, same] of left) {
      // one name may stand for a table in several subqueries: each needs a bound of its own
      if (boundsOf(statement, same, reached) < same.length) continue;
      reached.push(alias);
      left.delete(alias);
    }
  }
  return [...left.values()].flat().map(({ table }) => table);
}

function boundsOf(statement: string, [use]: Use[], reached: string[]): number {
  if (use === undefined) return 0;
  const { alias, table, column } = use;
  // without a prefix it can only be the table that has no other name
  const own = alias === table ? `(?:\\b${alias}\\.|(?<![.\\w]))` : `\\b${alias}\\.`;
  const within = new RegExp(`${own}${column}\\s*=\\s*any\\s*\\(\\s*\\$within`, "gi");
  const other = `\\b(?:${reached.join("|") || "-"})\\.`;
  const key = "(?:(?!organization_id)\\w+_id)";
  // parent and child, or two children of one customer; that both are of one organization ties nothing
  const pairs = [
    [`\\b${alias}\\.id`, `${other}${key}`],
    [`\\b${alias}\\.${key}`, `${other}id`],
    [`\\b${alias}\\.customer_id`, `${other}customer_id`],
  ].flatMap(([mine, theirs]) => [`${mine}\\s*=\\s*${theirs}\\b`, `${theirs}\\s*=\\s*${mine}\\b`]);
  return [within, new RegExp(pairs.join("|"), "gi")].flatMap((one) => [...statement.matchAll(one)]).length;
}

/** The statement with `$within` for what names the customers, and `$` for everything else that is put in. */
function withPlaces(text: string): string {
  let statement = "";
  for (let at = 0; at < text.length; at++) {
    if (text.slice(at, at + 2) !== "${") {
      statement += text[at];
      continue;
    }
    const end = endOfPlace(text, at + 2);
    statement += /\bwithin\b/.test(text.slice(at, end)) ? "$within" : "$";
    at = end;
  }
  return statement;
}

function endOfPlace(text: string, begin: number): number {
  let depth = 1;
  for (let at = begin; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  return text.length;
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
