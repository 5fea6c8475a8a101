/**
 * Does a verb for any door: asks the permission, checks the input, runs it through its lane or alone, tried
 * out or for good, again when it lost against a rival. No door can forget any of it.
 */
import { authorize, type Context, may, type Sentence } from "#platform/access";
import { isDatabaseFault, isRetryable } from "#platform/db";
import { dryRunImpossible, type FieldError, invalidInput, Problem } from "#platform/errors";
import type { Answer, Call, Outcome } from "./call.ts";
import { type Action, resourceOf } from "./define-action.ts";
import { problemOf } from "./fault-problem.ts";
import { createLanes } from "./lanes.ts";
import { type Means, type RunOptions, runCalls } from "./run-calls.ts";

export type Executor = {
  /** @throws a problem when it is refused or nothing happened; anything else is our own failure. */
  execute(action: Action, call: Call): Promise<Answer>;
};

const mostAttempts = 4;

export function createExecutor(means: Means): Executor {
  const run = async (action: Action, calls: Call[], options: RunOptions): Promise<Outcome[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runCalls(means, action, calls, options);
      } catch (error) {
        if (attempt >= mostAttempts || !mayTryAgain(error)) throw error;
      }
    }
  };
  const lanes = createLanes(run);

  return {
    async execute(action, call) {
      authorize(may(call.context, action.permission));
      authorize(mayTouchHidden(call.context, action));
      checkInputs(action, call);
      if (call.dryRun && action.dryRun === false) {
        throw dryRunImpossible(`"${action.name}" cannot be tried out with dry_run.`);
      }
      const outcome = await perform(action, call).catch((error: unknown) => {
        throw problemOf(error) ?? error;
      });
      if ("refused" in outcome) throw outcome.refused;
      const { answer } = outcome;
      if (!call.dryRun) return answer;
      return { ...answer, status: answer.body === null ? 204 : 200, location: null, etag: null };
    },
  };

  async function perform(action: Action, call: Call): Promise<Outcome> {
    const alone = action.kind === "one" || call.batch || call.dryRun;
    if (!alone) return lanes.do(action, call);
    const [outcome] = await run(action, [call], call.dryRun ? { rollback: true } : {});
    if (outcome === undefined) throw new Error("a call ended without an outcome");
    return outcome;
  }
}

/** What scoped actors cannot read they do not make or change through a verb of their own. */
function mayTouchHidden(context: Context, action: Action): Sentence {
  if (context.scope === "all" || resourceOf(action)?.belongs !== "hidden") return { allowed: true };
  return {
    allowed: false,
    because: "This needs a key that sees the whole organization, not one with a scope.",
  };
}

const mostErrors = 100;

/** @throws 422 with every mistake of every input. */
function checkInputs(action: Action, { inputs, batch }: Call): void {
  const errors: FieldError[] = [];
  for (const [i, { given }] of inputs.entries()) {
    try {
      action.check(given, batch ? `/items/${i}` : "");
    } catch (error) {
      if (!batch || !(error instanceof Problem)) throw error;
      errors.push(...(error.errors ?? []));
    }
  }
  if (errors.length > 0) {
    throw invalidInput(`${errors.length} fields are not as they should be; see "errors".`, {
      errors: errors.slice(0, mostErrors),
    });
  }
}

/** Lost a deadlock or serialization, or a rival committed the same idempotency key a moment earlier. */
function mayTryAgain(error: unknown): boolean {
  if (isRetryable(error)) return true;
  return isDatabaseFault(error) && error.code === "23505" && error.table === "idempotency_records";
}
