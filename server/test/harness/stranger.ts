/** Somebody outside of Plinth who holds a lock: the surest way to stop a deed at a known place. */
import { after } from "node:test";
import { Client } from "pg";
import { execute } from "./execute.ts";

export type Stranger = {
  release(): Promise<void>;
  /** The same, and what they did stands. */
  commit(): Promise<void>;
};

/** Runs the statement in a transaction that stays open until released. */
export async function strangerHolding(url: string, text: string, values: unknown[] = []): Promise<Stranger> {
  const client = new Client({ connectionString: url, application_name: "stranger" });
  client.on("error", () => {}); // a server that is killed takes the stranger with it
  await client.connect();
  await client.query("begin");
  const { rowCount } = await client.query(text, values);
  if (rowCount === 0) throw new Error("the stranger's statement met no row, so nothing is locked");
  let ending: Promise<void> | undefined;
  const release = () => {
    ending ??= client.end();
    return ending;
  };
  after(() => release().catch(() => {})); // a red test must not leave others standing at the lock
  const commit = async () => {
    await client.query("commit");
    await release();
  };
  return { release, commit };
}

/** How many sessions of this database wait for a lock right now; the relays' own are not counted. */
export async function waitingForLocks(url: string): Promise<number> {
  const [row] = await execute(
    url,
    "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name <> 'plinth system'",
  );
  return Number(row?.waiting);
}
