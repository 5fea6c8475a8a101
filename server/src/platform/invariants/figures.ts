/** What whoever runs the installation sees of it: read from the inboxes, so that every process says the same. */
import { type Database, sql } from "#platform/db";
import { noteViolations } from "#platform/telemetry";
import type { Invariant } from "./define-invariant.ts";
import { booksKind } from "./incident.ts";

const everyMs = 15_000;

/** @returns what starts it */
export function countBroken(invariants: readonly Invariant[]) {
  return (
    database: Pick<Database, "system">,
    _clock: unknown,
    failed: (error: unknown) => void,
  ): (() => void) => {
    const count = async (): Promise<void> => {
      const rows = await database.system<{ invariant: string; found: number }>(sql`
        select details::json ->> 'invariant' as invariant, sum((details::json ->> 'found')::int)::int as found
          from plinth.inbox_items
         where kind = ${booksKind.kind} and settled_at is null
         group by 1`);
      const found = new Map(rows.map((row) => [row.invariant, row.found]));
      // those that hold say so: an alert tells 0 from nobody looking
      noteViolations(invariants.map(({ name }) => ({ invariant: name, found: found.get(name) ?? 0 })));
    };
    const look = () => void count().catch(failed);
    const timer = setInterval(look, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  };
}
