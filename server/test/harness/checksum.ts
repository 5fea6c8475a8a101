/** The whole database as one line per table: how many rows, and a digest of all their values. */
import assert from "node:assert/strict";
import { Client } from "pg";
import { relayed } from "./trail.ts";

export async function checksums(adminUrl: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('public', 'plinth') order by 1`);
    if (tables.length === 0) throw new Error("there is no table, so nothing was compared");
    const { rows } = await client.query<{ name: string; sum: string }>(
      tables
        .map(
          ({ name }) =>
            `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '-') as sum from ${name} t`,
        )
        .join(" union all "),
    );
    return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
  } finally {
    await client.end();
  }
}

/** Does the deed, and asserts that not one value of one row in any table is another afterwards. */
export async function leavesNoTrace<Answer>(adminUrl: string, deed: () => Promise<Answer>): Promise<Answer> {
  await relayed(adminUrl);
  const before = await checksums(adminUrl);
  const answer = await deed();
  assert.deepEqual(await checksums(adminUrl), before);
  return answer;
}
