/**
 * One connection for one errand of the operator: roles, migrations, the schema dump.
 *
 * Serving never passes here: it has pools, contexts and timeouts of its own.
 */
import { Client } from "pg";

/**
 * Connect, do the work, close; closed also when the work throws.
 *
 * @param url a `postgres://` URL
 */
export async function withConnection<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: "plinth",
    connectionTimeoutMillis: 10_000,
  });
  // A connection lost between two queries is reported by the next query; unheard it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The SQLSTATE of an error from PostgreSQL or of the socket (`ECONNREFUSED`), else `undefined`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
