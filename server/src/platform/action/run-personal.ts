/**
 * Runs a verb of a human for themselves, or of somebody who is about to prove who they are, in one transaction.
 * Its trail belongs to the human: also what was refused is written there, once it is known whose it is.
 */
import type { PersonContext, PublicContext } from "#platform/access";
import type { PersonTx } from "#platform/db";
import { claim } from "#platform/idempotency";
import { personalRecord, personalTrail } from "./audit-entries.ts";
import { type Answer, type Call, type Outcome, wishOf } from "./call.ts";
import { type Action, isRefused } from "./define-action.ts";
import { forgetsCallers } from "./forgetting.ts";
import { answerOf, type Means, recordOf, sealing } from "./run-calls.ts";

export type PersonalCall = Call & { context: PersonContext | PublicContext };

/** @throws when nothing happened: a problem, or an unexpected failure. */
export async function runPersonal(means: Means, action: Action, call: PersonalCall): Promise<Outcome> {
  const [input] = call.inputs;
  if (input === undefined) throw new Error("a call without input");
  const { context } = call;
  const wish = wishOf(input);
  let forgotten = false;
  const outcome = await means.database.transaction(context, async (tx): Promise<Outcome> => {
    const known = await settled(means, tx, call);
    if (known !== undefined) return known;

    const [ending] = await action.many([context], tx, [wish], call.prepared ?? []);
    if (ending === undefined) throw new Error("a verb without an ending");
    forgotten = forgetsCallers(tx);
    const remembered = isRefused(ending) || action.trail !== "refusals";
    if (remembered && tx.userId !== undefined) tx.later(personalTrail(action, tx, tx.userId, ending));
    if (isRefused(ending)) return ending;

    const answer = answerOf(action, call, [ending], []);
    const record = recordOf(means.services.keyRing, action, call, answer, []);
    if (record !== undefined && tx.userId !== undefined) tx.later(personalRecord(tx.userId, record));
    return { answer: { ...answer, ...cookiesOf(ending) } };
  });
  means.committed(action.audience);
  if (forgotten) await means.forgotten();
  return outcome;
}

function cookiesOf(ending: object | string): Pick<Answer, "cookies"> {
  return typeof ending === "object" && "cookies" in ending ? (ending as Pick<Answer, "cookies">) : {};
}

/** Only what makes no secret is remembered, and nothing of those who are not known yet. */
async function settled(means: Means, tx: PersonTx, call: PersonalCall): Promise<Outcome | undefined> {
  if (call.claim === undefined) return undefined;
  const [verdict] = await claim(tx, [{ context: call.context, ...call.claim }]);
  if (verdict === undefined || "fresh" in verdict) return undefined;
  if ("refused" in verdict) return verdict;
  const { status, location, etag, body, sealed } = verdict.replay;
  const shown = sealed && body !== null ? means.services.keyRing.open(sealing, body) : body;
  return { answer: { status, body: shown, location, etag, replayed: true } };
}
