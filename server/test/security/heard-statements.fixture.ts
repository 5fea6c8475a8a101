/**
 * What is sent to the database: heard by whoever asked for it, and, to see whether anybody would notice, with another
 * text than was written. Nothing of it exists outside of tests: the driver's own door is watched.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";

export type HeardStatement = { text: string; values: readonly unknown[]; rows: number | null };

/** Only what requests are done with: sign-in, relays and housekeeping go on beside them. */
const ofRequests = new Set(["plinth read", "plinth verb"]);

const ears = new AsyncLocalStorage<HeardStatement[]>();
let rewriting: ((text: string) => string) | undefined;

type Result = { rowCount: number | null };
type Sent = {
  text: string;
  values?: readonly unknown[];
  name?: string | undefined;
  callback?: (error: Error | null, result?: Result) => void;
};
type Connected = { connectionParameters: { application_name?: string } };
type Query = (this: pg.Client, config: unknown, ...others: unknown[]) => unknown;

const { query } = pg.Client.prototype as unknown as { query: Query };
const heardQuery: Query = function (config, ...others) {
  const { application_name: name = "" } = (this as unknown as Connected).connectionParameters;
  if (!ofRequests.has(name) || typeof config !== "object" || config === null)
    return query.call(this, config, ...others);
  const sent = config as Sent;
  const heard: HeardStatement = { text: sent.text, values: sent.values ?? [], rows: null };
  ears.getStore()?.push(heard);
  const text = rewriting?.(sent.text) ?? sent.text;
  // a reader's query is an object that calls back, a verb's a statement that others share
  if (config instanceof pg.Query) {
    const { callback } = sent;
    sent.callback = (error, result) => {
      heard.rows = result?.rowCount ?? null;
      callback?.(error, result);
    };
    return query.call(this, text === sent.text ? sent : Object.assign(sent, { text, name: undefined }));
  }
  const other = text === sent.text ? sent : { text, values: sent.values };
  const answered = query.call(this, other, ...others) as Promise<Result>;
  answered.then(
    ({ rowCount }) => {
      heard.rows = rowCount;
    },
    () => {},
  );
  return answered;
};
Object.assign(pg.Client.prototype, { query: heardQuery });

/** Does it, and tells which statements were sent for it, in order. */
export async function hearing<T>(work: () => Promise<T>): Promise<{ result: T; heard: HeardStatement[] }> {
  const heard: HeardStatement[] = [];
  // some promises begin only when they are awaited
  return { result: await ears.run(heard, async () => await work()), heard };
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
