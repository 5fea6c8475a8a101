/** The trail as it is read: an object's history, everything, as pages or as CSV; and what of it can be erased. */
import type { Action, Query } from "#platform/action";
import { entriesQuery } from "./entries-query.ts";
import { eraseValues } from "./erase-values.ts";
import { historyQueries } from "./history-query.ts";
import type { Readable } from "./sight.ts";
import { soleHistoryQuery } from "./sole-history-query.ts";

export const auditActions: Action[] = [eraseValues];

export function auditQueries(readable: Readable): Query[] {
  const soles = readable.soles.map((sole) => soleHistoryQuery(readable, sole));
  return [entriesQuery(readable), ...historyQueries(readable), ...soles];
}
