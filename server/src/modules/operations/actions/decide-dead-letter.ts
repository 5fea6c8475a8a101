/** A person's decision about one dead letter. */
import type { Static } from "typebox";
import { linksTriedAgain } from "#modules/integrations";
import type { Context } from "#platform/access";
import { checkVersion } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidState, notFound } from "#platform/errors";
import { lockJob, written } from "../dead-letter.queries.ts";
import { jobDiscarded, jobReplayed } from "../events.ts";
import type { Reasoned } from "../input.ts";
import type { Decision } from "../job.ts";
import { settleCause } from "./settle-cause.ts";

export const happened = { replay: jobReplayed, discard: jobDiscarded };

/** How the incident reads when the last dead letter of a cause is gone. */
export const settledBy: Record<Decision, string> = {
  replay: "The last dead letter of this cause was replayed.",
  discard: "The last dead letter of this cause was discarded.",
};

/** @throws 404, 412, or 409 for a job that waits for nobody: a worker or another person was faster */
export async function decideAbout(
  decision: Decision,
  context: Context,
  tx: Tx,
  { id, ifMatch, reason }: Static<typeof Reasoned> & { id: string; ifMatch: number | undefined },
): Promise<string> {
  const found = await lockJob(tx, id);
  if (found === undefined) throw notFound("There is no dead letter with this id.");
  checkVersion(found.version, ifMatch);
  const { state, kind, errorCode, attempts, replays, runAt, finishedAt } = found;
  if (state !== "dead") throw invalidState(`The job is ${state}: it waits for nobody's decision.`);

  await written[decision](tx, [id]);
  if (decision === "replay") await linksTriedAgain(tx, kind, [id]);
  await settleCause(tx, kind, errorCode, settledBy[decision]);
  noteChanges(tx, id, {
    state: { before: state },
    finished_at: { before: finishedAt },
    ...(decision === "replay"
      ? { attempts: { before: attempts }, replays: { before: replays }, run_at: { before: runAt } }
      : {}),
    reason: { after: reason },
  });
  happened[decision].emit(tx, context, { id, version: found.version + 1 }, { kind });
  return id;
}
