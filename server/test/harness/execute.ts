/** SQL as a stranger would run it: on a connection of its own, without context or pool. */
import { Client } from "pg";

export type Run = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Run SQL with the rights of `url`; answers the rows of its last statement. */
export async function execute(url: string, ...statement: Parameters<Run>): ReturnType<Run> {
  return await connected(url, (run) => run(...statement));
}

/** For who asks more than once: to connect costs more than most of what is asked, 8 ms of CPU on both sides. */
export async function connected<Answer>(url: string, deed: (run: Run) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: url });
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
