/** A person's decision about all dead letters of a cause, or about many of them: a job does it. */
import type { Static } from "typebox";
import type { Context } from "#platform/access";
import { notThere } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidState } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { countDead, jobAddedUnder, unknownJobs } from "../dead-letter.queries.ts";
import type { OfCause } from "../input.ts";
import type { Decision } from "../job.ts";
import { laterJob } from "../jobs.ts";

/**
 * The trail has one entry for it, with the cause and how many there were: about the job that does it.
 * @returns that job's id
 * @throws 422 for an id that is no job's, 409 when nothing of the cause waits
 */
export async function decideAboutMany(
  decision: Decision,
  { actor }: Context,
  tx: Tx,
  wish: Static<typeof OfCause>,
): Promise<string> {
  const { reason, kind } = wish;
  const cause = { kind, errorCode: wish.error_code ?? null, ids: wish.dead_letter_ids ?? null };
  if (cause.ids !== null) await requireKnown(tx, cause.ids);
  const { count, upTo } = await countDead(tx, cause);
  if (upTo === null) throw invalidState("No dead letter of this cause waits for a decision.");

  const unique = uuidv7();
  const later = laterJob[decision];
  const input = { kind, error_code: cause.errorCode, ids: cause.ids, up_to: upTo, count, done: 0 };
  later.enqueue(tx, { ...input, actor: { kind: actor.kind, id: actor.id } }, { unique });
  const id = await jobAddedUnder(tx, later.name, unique);
  noteChanges(tx, id, { reason: { after: reason } });
  return id;
}

async function requireKnown(tx: Tx, ids: readonly string[]): Promise<void> {
  const unknown = await unknownJobs(tx, ids);
  const place = ids.findIndex((id) => unknown.has(id));
  if (place >= 0) throw notThere(`/dead_letter_ids/${place}`);
}
