/** Each night, in each organization: what it keeps no longer goes, some at a time. */
import Type from "typebox";
import { defineJob, defineSchedule, doAgain } from "#platform/jobs";
import { countForgotten } from "#platform/telemetry";
import type { Retention } from "./define-retention.ts";

const nothing = Type.Object({}, { additionalProperties: false });

/** One transaction removes at most this many rows, of all tables together. */
const mostAtOnce = 2_000;

/** What the application does about them, as a module hands it in. */
export function retentionModule(retentions: readonly Retention[]) {
  const forget = defineJob({
    name: "retention.forget",
    describe: "Removes what the organization keeps no longer by its settings, some at a time.",
    input: nothing,
    async run(context, tx) {
      let left = mostAtOnce;
      for (const { table, days, forget } of retentions) {
        const before = new Date(context.now.getTime() - days.of(context) * 86_400_000);
        const gone = await forget(tx, before, left);
        countForgotten(table, gone); // counted again where the transaction has to be: rare, and no books are kept by it
        left -= gone;
        if (left === 0) return await doAgain(tx, {});
      }
    },
  });
  return {
    name: "retention",
    resources: [],
    actions: [],
    settings: retentions.map(({ days }) => days),
    jobs: [forget],
    schedules: [defineSchedule({ name: "retention.forget", cron: "40 3 * * *", job: forget, input: {} })],
  };
}
