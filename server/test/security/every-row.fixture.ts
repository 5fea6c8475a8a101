/** Every row of the business, to see which columns of which rows a request has changed. */
import { execute } from "#harness/execute";

type Row = Record<string, unknown>;
export type Snapshot = Map<string, Map<string, Row>>;
export type Touched = { table: string; key: string; made: boolean; columns: string[] };

/** Written in their own time, by nobody's deed. */
const moving = ["last_used_at", "last_seen_at"];

/** The rows of all tables of nouns, by table and key; the trail, the feed and the counters lie elsewhere. */
export async function snapshot(adminUrl: string): Promise<Snapshot> {
  const tables = await execute(
    adminUrl,
    "select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    [],
  );
  const found: Snapshot = new Map();
  for (const { name } of tables) {
    const rows = await execute(adminUrl, `select to_jsonb(t)::text as row from ${name} t`, []);
    const parsed = rows.map(({ row }) => JSON.parse(String(row)) as Row);
    found.set(String(name), new Map(parsed.map((row) => [keyOf(row), row])));
  }
  return found;
}

/** What is there that was not, or differs; what is gone has lost all its columns. */
export function touched(before: Snapshot, after: Snapshot): Touched[] {
  return [...after].flatMap(([table, rows]) => {
    const old = before.get(table) ?? new Map<string, Row>();
    return [...new Set([...old.keys(), ...rows.keys()])].flatMap((key): Touched[] => {
      const [was, is] = [old.get(key), rows.get(key)];
      const columns = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].filter(
        (name) => !moving.includes(name) && JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]),
      );
      return columns.length === 0 ? [] : [{ table, key, made: was === undefined, columns }];
    });
  });
}

/** Its id, or for what has none everything that it says of itself. */
function keyOf(row: Row): string {
  if (typeof row.id === "string") return row.id;
  return JSON.stringify(Object.entries(row).filter(([name]) => name.endsWith("_id") || name === "currency"));
}
