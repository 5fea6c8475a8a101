/** Does a verb: through its lane or alone, tried out or for good, again when it lost against a rival. */
import { type DatabaseFault, isDatabaseFault, isRetryable } from "#platform/db";
import { dryRunImpossible } from "#platform/errors";
import type { Action } from "./define-action.ts";
import { problemOf } from "./fault-problem.ts";
import type { Answer, Job, Outcome } from "./job.ts";
import { createLanes } from "./lanes.ts";
import { type Means, runJobs } from "./run-jobs.ts";

export type Executor = {
  /** @throws a problem when it is refused or nothing happened; anything else is our own failure. */
  execute(action: Action, job: Job): Promise<Answer>;
};

const mostAttempts = 4;

export function createExecutor(means: Means): Executor {
  const run = async (
    action: Action,
    jobs: Job[],
    options: { rollback?: boolean; lockTimeoutMs?: number },
  ): Promise<Outcome[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runJobs(means, action, jobs, options);
      } catch (error) {
        if (attempt < mostAttempts && mayTryAgain(error)) continue;
        throw problemOf(error) ?? error;
      }
    }
  };
  const lanes = createLanes(run);

  return {
    async execute(action, job) {
      if (job.dryRun && action.dryRun === false) {
        throw dryRunImpossible(`"${action.name}" cannot be tried out with dry_run.`);
      }
      const alone = action.kind === "one" || job.batch || job.dryRun;
      const outcome = alone
        ? (await run(action, [job], job.dryRun ? { rollback: true } : {}))[0]
        : await lanes.do(action, job);
      if (outcome === undefined) throw new Error("a job ended without an outcome");
      if ("refused" in outcome) throw outcome.refused;
      return job.dryRun ? { ...outcome.answer, status: 200, location: null, etag: null } : outcome.answer;
    },
  };
}

/** Lost a deadlock or serialization, or a rival committed the same idempotency key a moment earlier. */
function mayTryAgain(error: unknown): boolean {
  if (isRetryable(error)) return true;
  return (
    isDatabaseFault(error) &&
    error.code === "23505" &&
    (error as DatabaseFault).table === "idempotency_records"
  );
}
