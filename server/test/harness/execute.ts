/** SQL as a stranger would run it: on a connection of its own, without context or pool. */
import { Client, Pool } from "pg";

export type Run = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Run SQL with the rights of `url`; answers the rows of its last statement. */
export async function execute(url: string, ...statement: Parameters<Run>): ReturnType<Run> {
  return await connected(url, (run) => run(...statement));
}

/** For who asks more than once: to connect costs more than most of what is asked, 8 ms of CPU on both sides. */
export async function connected<Answer>(url: string, deed: (run: Run) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {}); // cut while idle: the next query says so
  await client.connect();
  try {
    return await deed(async (text, values) => {
      const result: unknown = await client.query(text, values);
      // Several statements in one text answer several results.
      const last = Array.isArray(result) ? result.at(-1) : result;
      return last.rows;
    });
  } finally {
    await client.end();
  }
}

const watching = new Map<string, Pool>();

/**
 * One query that only looks, over a connection that the process keeps for the next one: where every table is looked at,
 * learning the catalog anew takes 40 ms more.
 */
export async function look(url: string, ...statement: Parameters<Run>): ReturnType<Run> {
  const pool = watching.get(url) ?? watcher(url);
  return (await pool.query<Record<string, unknown>>(...statement)).rows;
}

/** It keeps no process from ending, and nobody from dropping its database. */
function watcher(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 2, idleTimeoutMillis: 0, allowExitOnIdle: true });
  pool.on("error", () => {}); // cut while idle: the next query connects again
  watching.set(url, pool);
  return pool;
}
