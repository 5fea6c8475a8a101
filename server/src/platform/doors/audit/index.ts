/** The trail as it is read: an object's history, everything, as pages or as CSV; and what of it can be erased. */
import type { Action, Query } from "#platform/action";
import type { Registry } from "#platform/resource";
import { entriesQuery } from "./entries-query.ts";
import { eraseValues } from "./erase-values.ts";
import { historyQueries } from "./history-query.ts";

export { soleHistoryQuery } from "./sole-history-query.ts";

export const auditActions: Action[] = [eraseValues];

export function auditQueries(registry: Registry): Query[] {
  return [entriesQuery(registry), ...historyQueries(registry)];
}
