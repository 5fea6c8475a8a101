/** Where in a database a secret lies in clear. */
import { execute } from "./execute.ts";

/** Tables of which any row, written as text, contains these words. Bytes are looked at as text, too. */
export async function tablesHolding(adminUrl: string, words: string): Promise<string[]> {
  const tables = await execute(
    adminUrl,
    "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('public', 'plinth') order by 1",
  );
  const patterns = [words, Buffer.from(words).toString("hex")].map((text) => `%${text}%`);
  const looks = tables.map(
    ({ name }) => `select '${name}' as name where exists (select from ${name} t where t::text like any ($1))`,
  );
  const holding = await execute(adminUrl, `${looks.join(" union all ")} order by 1`, [patterns]);
  return holding.map(({ name }) => String(name));
}
