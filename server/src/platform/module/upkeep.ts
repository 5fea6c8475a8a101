import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";

/** Starts it, and answers how to stop. `failed` hears of what went wrong; it is tried again. */
export type Upkeep = (database: Database, clock: Clock, failed: (error: unknown) => void) => Stop;
type Stop = () => void | Promise<void>;
