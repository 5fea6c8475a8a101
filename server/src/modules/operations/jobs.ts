/** What a decision about many dead letters does later, in bites that hold their locks for a moment each. */
import Type, { type Static } from "typebox";
import { linksTriedAgain } from "#modules/integrations";
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { defineJob, doAgain } from "#platform/jobs";
import { happened, settledBy } from "./actions/decide-dead-letter.ts";
import { settleCause } from "./actions/settle-cause.ts";
import { lockDead, written } from "./dead-letter.queries.ts";
import type { Decision } from "./job.ts";

/** One transaction changes at most this many. */
const bite = 500;

const Cause = Type.Object(
  {
    kind: Type.String(),
    error_code: Type.Union([Type.String(), Type.Null()]),
    ids: Type.Union([Type.Array(Type.String({ format: "uuid" })), Type.Null()]),
    /** Those that gave up after it are not meant. */
    up_to: Type.String(),
    /** Who decided, as `kind:id`: the facts are theirs. */
    actor: Type.Object({ kind: Type.String(), id: Type.String() }, { additionalProperties: false }),
    count: Type.Integer({ minimum: 0 }),
    done: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);

export const replayCause = defineJob({
  name: "dead_letter.replay",
  describe: "Has all dead letters of a cause tried anew.",
  input: Cause,
  run: (context, tx, cause) => takeBite("replay", context, tx, cause),
});

export const discardCause = defineJob({
  name: "dead_letter.discard",
  describe: "Lets all dead letters of a cause go.",
  input: Cause,
  run: (context, tx, cause) => takeBite("discard", context, tx, cause),
});

export const laterJob = { replay: replayCause, discard: discardCause };

async function takeBite(
  decision: Decision,
  context: Context,
  tx: Tx,
  cause: Static<typeof Cause>,
): Promise<void> {
  const { kind, error_code: errorCode, ids, up_to: upTo, done } = cause;
  const found = await lockDead(tx, { kind, errorCode, ids }, upTo, bite);
  const letters = found.map(({ id }) => id);
  await written[decision](tx, letters);
  if (decision === "replay") await linksTriedAgain(tx, kind, letters);
  const as = { ...context, actor: { ...cause.actor, name: "" } as Context["actor"] };
  for (const { id, version } of found)
    happened[decision].emit(tx, as, { id, version: version + 1 }, { kind });
  for (const code of new Set(found.map((letter) => letter.errorCode)))
    await settleCause(tx, kind, code, settledBy[decision], as.actor);
  if (found.length === bite) await doAgain(tx, { ...cause, done: done + found.length });
}
