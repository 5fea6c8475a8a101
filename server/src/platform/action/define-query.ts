/** A read that is no noun's get or list: who am I, the feed. */
import type { TObject, TSchema } from "typebox";
import { type Context, definePermission } from "#platform/access";
import type { ProblemKind } from "#platform/errors";

export type Query = {
  /** `events.list` */
  name: string;
  door: `GET /${string}`;
  describe: string;
  /** Undefined: every authenticated actor may ask. */
  permission: string | undefined;
  /** Parameters of the query string; all optional, read as text and checked by `run`. */
  parameters: TObject;
  output: TSchema;
  problems: ProblemKind[];
  /** Answers finished JSON text. The signal aborts when the caller goes away or the server stops. */
  run(context: Context, parameters: Map<string, string>, signal: AbortSignal): Promise<string>;
};

/** @param allows what the permission allows, in words; required with a permission. */
export function defineQuery(query: Query & { allows?: string }): Query {
  if (query.permission !== undefined) definePermission(query.permission, query.allows ?? query.describe);
  return query;
}
