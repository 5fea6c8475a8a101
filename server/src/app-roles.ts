/** What a process is for: everything, or one half of it beside processes that are the other. */
import { createRegistry } from "#platform/resource";
import type { Declarations } from "./app-declarations.ts";
import type { Working } from "./app-jobs.ts";

/** Facts and the trail are moved on by every process, whatever it is for: whoever finds that done does nothing. */
export type Role = "all" | "api" | "worker";

/** Jobs, schedules and what reads the feed: an `api` leaves them to others. */
export async function workOf(role: Role, start: () => Promise<Working>): Promise<Working> {
  return role === "api" ? { nudge: () => {}, stop: async () => {} } : await start();
}

/** What callers are served: nothing of it by a `worker`, which has doors for those who watch it only. */
export function servedBy<Declared extends Declarations>(role: Role, declared: Declared): Declared {
  if (role !== "worker") return declared;
  return { ...declared, registry: createRegistry([]), actions: [], queries: [], incoming: [], streams: [] };
}
