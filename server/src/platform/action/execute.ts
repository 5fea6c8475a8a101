/**
 * Does a verb for any door: asks the permission, checks the input, runs it through its lane or alone, tried
 * out or for good, again when it lost against a rival. No door can forget any of it.
 */
import { isDatabaseFault, isRetryable, type Line } from "#platform/db";
import { dryRunImpossible, type FieldError, invalidInput, Problem } from "#platform/errors";
import { countVerb } from "#platform/telemetry";
import { admit } from "./admit.ts";
import { type Answer, type Call, type Outcome, wishOf } from "./call.ts";
import type { Action } from "./define-action.ts";
import { problemOf } from "./fault-problem.ts";
import { createLanes } from "./lanes.ts";
import { refuseForbiddenInput } from "./permitted-input.ts";
import { type Means, type OrganizationCall, type RunOptions, runCalls } from "./run-calls.ts";
import { runOutside } from "./run-outside.ts";
import { type PersonalCall, runPersonal } from "./run-personal.ts";

export type Executor = {
  /** @throws a problem when it is refused or nothing happened; anything else is our own failure. */
  execute(action: Action, call: Call): Promise<Answer>;
};

const mostAttempts = 4;

/** @param line hears how long calls of hot verbs wait to be done together */
export function createExecutor(means: Means, line?: Line): Executor {
  const run = (action: Action, calls: OrganizationCall[], options: RunOptions): Promise<Outcome[]> =>
    persistently(() => runCalls(means, action, calls, options));
  const lanes = createLanes(run, line);

  return {
    async execute(action, given) {
      try {
        const answer = await execute(action, given);
        countVerb(action.name, "done");
        return answer;
      } catch (error) {
        const problem = problemOf(error);
        countVerb(action.name, problem?.kind.code ?? "failed");
        throw problem ?? error;
      }
    },
  };

  async function execute(action: Action, given: Call): Promise<Answer> {
    const admitted = admit(action, given);
    checkInputs(action, given);
    if (isForOrganization(admitted)) refuseForbiddenInput(action, admitted.context, admitted.inputs);
    if (given.dryRun && action.dryRun === false)
      throw dryRunImpossible(`"${action.name}" cannot be tried out with dry_run.`);
    const outcome = await prepareAndPerform(action, admitted);
    if ("refused" in outcome) throw outcome.refused;
    const { answer } = outcome;
    if (!given.dryRun) return answer;
    return { ...answer, status: answer.body === null ? 204 : 200, location: null, etag: null };
  }

  async function prepareAndPerform(action: Action, call: OrganizationCall | PersonalCall): Promise<Outcome> {
    if (action.outside !== undefined && isForOrganization(call))
      return runOutside(means, action, call, persistently);
    if (action.kind === "many") return perform(action, call);
    const { services } = means;
    const prepared = await Promise.all(
      call.inputs.map((input) => action.prepare(call.context, wishOf(input), services)),
    );
    return perform(action, { ...call, prepared });
  }

  async function perform(action: Action, call: OrganizationCall | PersonalCall): Promise<Outcome> {
    if (!isForOrganization(call)) return persistently(() => runPersonal(means, action, call));
    const alone = action.kind === "one" || call.batch || call.dryRun;
    if (!alone) return lanes.do(action, call);
    const [outcome] = await run(action, [call], call.dryRun ? { rollback: true } : {});
    if (outcome === undefined) throw new Error("a call ended without an outcome");
    return outcome;
  }
}

/** Does it again when it lost against a rival. */
async function persistently<T>(deed: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deed();
    } catch (error) {
      if (attempt >= mostAttempts || !mayTryAgain(error)) throw error;
    }
  }
}

function isForOrganization(call: OrganizationCall | PersonalCall): call is OrganizationCall {
  return call.context.organizationId !== null;
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

const recordTables = ["idempotency_records", "user_idempotency_records"];

/** Lost a deadlock or serialization, or a rival committed the same idempotency key a moment earlier. */
function mayTryAgain(error: unknown): boolean {
  if (isRetryable(error)) return true;
  return isDatabaseFault(error) && error.code === "23505" && recordTables.includes(error.table ?? "");
}
