/** What an organization keeps for a time that it chooses: declared once, with its setting, and forgotten each night. */
import type { Tx } from "#platform/db";
import { integer } from "#platform/resource";
import { defineSetting, type Setting } from "#platform/settings";

export type Retention = {
  /** As the metrics call it. */
  table: string;
  /** How long each organization keeps it. */
  days: Setting<number>;
  /**
   * Removes the oldest rows, by an index and locked with `skip locked`, and none that something unfinished still needs.
   * @param before only what ended before this moment
   * @returns how many; fewer than `most` when none are left
   */
  forget(tx: Tx, before: Date, most: number): Promise<number>;
};

type Definition = Pick<Retention, "table" | "forget"> & {
  /** `webhooks.deliveries_kept_days` */
  setting: string;
  /** What is kept, from when on it counts, and what stays all the same. */
  describe: string;
  /** Unless an organization chooses another number, of which `leastDays` is the smallest. */
  keptDays: number;
  leastDays: number;
};

/** A hundred years: as good as for ever, and still a date. */
const mostDays = 36_500;

/** @throws at start-up, as settings do */
export function defineRetention(definition: Definition): Retention {
  const { table, setting, describe, keptDays, leastDays, forget } = definition;
  const field = integer({ describe, min: leastDays, max: mostDays, example: keptDays });
  return { table, forget, days: defineSetting<number>({ name: setting, field, default: keptDays }) };
}
