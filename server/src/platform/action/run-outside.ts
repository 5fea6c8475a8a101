/**
 * A verb with an effect outside: what is intended is committed first, then the outside is called while nothing is held,
 * then what came of it is committed. Killed anywhere in between, it is gone on with and not begun anew.
 */

import { takeFurther } from "#platform/audit";
import type { Tx } from "#platform/db";
import { outsideUnavailable } from "#platform/errors";
import { takeFacts } from "#platform/events";
import { killPoint } from "#platform/kill-points";
import { uuidv7 } from "#platform/uuid";
import { entryOf, refusalEntries, trailStatement } from "./audit-entries.ts";
import { type Outcome, type Wish, wishOf } from "./call.ts";
import { type Action, isRefused } from "./define-action.ts";
import type { Begun, Outside } from "./define-outside.ts";
import { type Intent, insertIntent, letGo, lockIntent, markDone, takeUp } from "./intents.ts";
import { readBack, subjectsOf } from "./read-back.ts";
import { resumeIntent } from "./resume-intent.ts";
import {
  answerOf,
  keepApart,
  type Means,
  type OrganizationCall,
  recordOf,
  settleClaims,
} from "./run-calls.ts";

type Persistently = <T>(deed: () => Promise<T>) => Promise<T>;
type Verb = Action & { outside: Outside<Wish, Begun, unknown> };

/** When the job looks whether anybody has finished it. */
const resumeAfterMs = 60_000;
const callWithinMs = 30_000;

export async function runOutside(
  means: Means,
  action: Action,
  call: OrganizationCall,
  persistently: Persistently,
): Promise<Outcome> {
  const verb = requireOutside(action);
  const { context } = call;
  const begun = await persistently(() => begin(means, verb, call));
  if ("settled" in begun) return begun.settled;
  means.committed(verb.audience);
  killPoint("intents.before-call");

  const { intent } = begun;
  const { outbound, keyRing, publicUrl, read } = means.services;
  const signal = AbortSignal.timeout(callWithinMs);
  let outcome: unknown;
  try {
    const services = { outbound, keyRing, publicUrl, read, begunAt: intent.begunAt, signal };
    outcome = await verb.outside.call(context, intent.intent, services);
  } catch (error) {
    await means.database.transaction(context, (tx) => letGo(tx, intent.id));
    throw unknownOf(error);
  }
  killPoint("intents.after-call");
  const ended = await persistently(() => finish(means, verb, call, intent, outcome));
  means.committed(verb.audience);
  return ended;
}

function requireOutside(action: Action): Verb {
  const { outside } = action;
  if (outside === undefined) throw new Error(`"${action.name}" has no effect outside`);
  return { ...action, outside };
}

/** What says of itself that the outside was not reached is a 503 that may be repeated; anything else is our own mistake. */
function unknownOf(error: unknown): unknown {
  const said = error as { retryable?: unknown; detail?: unknown; retryAfterMs?: unknown; name?: unknown };
  const late = said.name === "TimeoutError" || said.name === "AbortError";
  if (typeof said.retryable !== "boolean" && !late) return error;
  const seconds = typeof said.retryAfterMs === "number" ? Math.ceil(said.retryAfterMs / 1_000) : 5;
  const detail = typeof said.detail === "string" ? said.detail : "It did not answer in time.";
  return outsideUnavailable(`${detail} What you asked for is kept, and taken up again by itself.`, {
    retryAfterSeconds: Math.min(Math.max(seconds, 1), 600),
  });
}

/** The first half: an answer that there is already, what an earlier request left, or something new. */
async function begin(
  means: Means,
  verb: Verb,
  call: OrganizationCall,
): Promise<{ settled: Outcome } | { intent: Intent }> {
  const { context, claim, dryRun } = call;
  const [given] = call.inputs;
  if (given === undefined) throw new Error("a call without an input");
  const input = wishOf(given);
  return await means.database.transaction(
    context,
    async (tx) => {
      const [settled] = await settleClaims(means, verb, tx, [call]);
      if (settled !== undefined) return { settled };
      const left =
        claim === undefined || dryRun ? undefined : await takeUp(tx, means.services.keyRing, claim);
      if (left !== undefined) return "refused" in left ? { settled: left } : { intent: left };

      const intent = await verb.outside.intent(context, tx, input);
      if ("refused" in intent) {
        leave(tx, refusalEntries(verb, context, tx));
        return { settled: intent };
      }
      await keepApart(verb, tx, [call], [intent.id]);
      const found = await readBack(means.reads, verb, tx, [{ call, endings: [intent.id] }]);
      const objects = found.of(context, [intent.id]);
      leave(tx, [entryOf(verb, context, tx, intent.id, objects[0])]);
      if (dryRun) return { settled: { answer: answerOf(verb, call, [intent.id], objects) } };
      const id = uuidv7();
      const wished = { input: { ...input }, intent };
      insertIntent(tx, means.services.keyRing, verb.name, { ...wished, id }, claim);
      resumeIntent.enqueue(tx, { intent_id: id }, { runAt: new Date(context.now.getTime() + resumeAfterMs) });
      return { intent: { ...wished, id, subjectId: intent.id, begunAt: context.now } };
    },
    dryRun ? { rollback: true } : {},
  );
}

/** The second half: what came of it, and the answer. */
async function finish(
  means: Means,
  verb: Verb,
  call: OrganizationCall,
  intent: Intent,
  outcome: unknown,
): Promise<Outcome> {
  const { context, claim } = call;
  return await means.database.transaction(context, async (tx) => {
    await lockIntent(tx, intent.id);
    // a rival may have finished it meanwhile, and kept its answer
    const kept = claim === undefined ? undefined : (await settleClaims(means, verb, tx, [call]))[0];
    if (kept !== undefined && "answer" in kept) return kept;
    const ending = await verb.outside.outcome(context, tx, intent.input, intent.intent, outcome);
    markDone(tx, intent.id);
    if (isRefused(ending)) {
      leave(tx, [entryOf(verb, context, tx, intent.subjectId)]);
      return ending;
    }
    const found = await readBack(means.reads, verb, tx, [{ call, endings: [ending] }]);
    const ids = subjectsOf(ending);
    const objects = found.of(context, ids);
    const answer = answerOf(verb, call, [ending], objects);
    const record = recordOf(means.services.keyRing, verb, call, answer, ids);
    leave(
      tx,
      ids.map((id, i) => entryOf(verb, context, tx, id, undefined, objects[i]?.version)),
      record === undefined ? [] : [record],
    );
    return { answer };
  });
}

function leave(
  tx: Tx,
  entries: Parameters<typeof trailStatement>[2],
  records: Parameters<typeof trailStatement>[3] = [],
): void {
  tx.later(
    trailStatement(tx.context.organizationId, takeFacts(tx), [...entries, ...takeFurther(tx)], records),
  );
}
