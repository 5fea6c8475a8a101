/**
 * Tells, as events, of keys that end soon and of secrets that are old, so that nobody learns of it from a program that
 * stands still. Every process runs it: one statement finds, marks and tells, and passes over what a rival holds.
 */
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { apiKeyExpiring, apiKeyRotationDue } from "../events.ts";
import { writeReminders } from "../reminder.queries.ts";

const everyMs = 3_600_000;
const mostAtOnce = 1_000;

/** @returns how many reminders were written. */
export async function remindOfExpiry(database: Pick<Database, "system">, clock: Clock): Promise<number> {
  const types = { expiring: apiKeyExpiring.type, rotationDue: apiKeyRotationDue.type };
  let written = 0;
  let bite: number;
  do {
    bite = await writeReminders(database, clock, types, mostAtOnce);
    written += bite;
  } while (bite === mostAtOnce);
  return written;
}

/**
 * At once and then every hour. Signing keys need none: they are replaced by themselves.
 * @returns how to stop.
 */
export function startReminders(
  database: Pick<Database, "system">,
  clock: Clock,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  const remind = () => {
    running = running.then(() => remindOfExpiry(database, clock)).catch(failed);
  };
  remind();
  const timer = setInterval(remind, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
