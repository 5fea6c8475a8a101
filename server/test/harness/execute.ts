/** SQL as a stranger would run it: on a connection of its own, without context or pool. */
import { Client } from "pg";

/** Run SQL with the rights of `url`; answers the rows of its last statement. */
export async function execute(
  url: string,
  text: string,
  values?: unknown[],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: unknown = await client.query(text, values);
    // Several statements in one text answer several results.
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows;
  } finally {
    await client.end();
  }
}
