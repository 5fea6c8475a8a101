/**
 * What is sent to the database: heard by whoever asked for it, and, to see whether anybody would notice, with another
 * text than was written. Nothing of it exists outside of tests: the driver's own door is watched.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";

export type HeardStatement = { text: string; values: readonly unknown[] };

/** Only what requests are done with: sign-in, relays and housekeeping go on beside them. */
const ofRequests = new Set(["plinth read", "plinth verb"]);

const ears = new AsyncLocalStorage<HeardStatement[]>();
let rewriting: ((text: string) => string) | undefined;

type Sent = { text: string; values?: readonly unknown[]; name?: string | undefined };
type Query = (this: pg.Client, config: unknown, ...others: unknown[]) => unknown;

const { query } = pg.Client.prototype as unknown as { query: Query };
const heardQuery: Query = function (config, ...others) {
  const { application_name: name = "" } = (
    this as unknown as { connectionParameters: { application_name?: string } }
  ).connectionParameters;
  if (!ofRequests.has(name) || typeof config !== "object" || config === null)
    return query.call(this, config, ...others);
  const sent = config as Sent;
  ears.getStore()?.push({ text: sent.text, values: sent.values ?? [] });
  const text = rewriting?.(sent.text) ?? sent.text;
  if (text === sent.text) return query.call(this, config, ...others);
  // a reader's query is an object of its own kind, a verb's a statement that others share; the name is of the other text
  const other =
    config instanceof pg.Query ? Object.assign(sent, { text, name: undefined }) : { ...sent, text };
  if (!(config instanceof pg.Query)) delete (other as Sent).name;
  return query.call(this, other, ...others);
};
Object.assign(pg.Client.prototype, { query: heardQuery });

/** Does it, and tells which statements were sent for it, in order. */
export async function hearing<T>(work: () => Promise<T>): Promise<{ result: T; heard: HeardStatement[] }> {
  const heard: HeardStatement[] = [];
  return { result: await ears.run(heard, work), heard };
}

/** While `work` runs, every statement of a request is sent as `rewrite` makes it. */
export async function rewritten<T>(rewrite: (text: string) => string, work: () => Promise<T>): Promise<T> {
  if (rewriting !== undefined) throw new Error("one change at a time");
  rewriting = rewrite;
  try {
    return await work();
  } finally {
    rewriting = undefined;
  }
}
