/** What requests ask of the database. */
import type { TestApp } from "#harness/app";

/** Hears of every context that is used. @returns how many statements the request of this id has cost */
export function countStatements({ app: { database } }: TestApp): (requestId: string) => number {
  const { read, transaction } = database;
  const counts = new Map<string, { count: number }>();
  database.read = (context, statement) => {
    counts.set(context.requestId, context.sql);
    return read(context, statement);
  };
  database.transaction = (context, work, options) => {
    counts.set(context.requestId, context.sql);
    return transaction(context, work, options);
  };
  return (requestId) => counts.get(requestId)?.count ?? 0;
}
