/** Nobody decided it: an endpoint has failed for too long, or said that it is gone. Its owner is told. */
import type { Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import { raise } from "#platform/inbox";
import { pauseDestination } from "#platform/outbound";
import { isDead } from "../endpoint.ts";
import { endpointDisabled, endpointPaused } from "../events.ts";
import { endpointStopped } from "../inbox.ts";
import { findFailingSince } from "../progress.queries.ts";
import { lockEndpoint, writeStopped } from "../queries.ts";

export async function stopEndpoint(
  context: Context,
  tx: Tx,
  id: string,
  because: "failing" | "gone",
): Promise<void> {
  const found = await lockEndpoint(tx, id);
  if (found?.status !== "active") return;
  const failingSince = await findFailingSince(tx, id);
  // it may have worked again in the meantime
  if (because === "failing" && !isDead({ ...found, failingSince }, context.now)) return;

  const status = because === "gone" ? "disabled" : "paused";
  const words = sentences[because](found.pausesAfterHours);
  await writeStopped(tx, id, status, words);
  await pauseDestination(tx, id, words);
  await raise(
    tx,
    context.organizationId,
    endpointStopped(id, words, found.ownerUserId, failingSince ?? context.now),
  );
  const version = found.version + 1;
  noteChanges(tx, id, {
    status: { before: "active", after: status },
    stopped_because: { before: null, after: words },
  });
  noteDeed(context, tx, {
    action: because === "gone" ? "webhook_endpoints.disable" : "webhook_endpoints.pause",
    subject: { type: "webhook_endpoint", id, version },
  });
  if (because === "gone") endpointDisabled.emit(tx, context, { id, version }, {});
  else endpointPaused.emit(tx, context, { id, version }, { by_itself: true });
}

const sentences = {
  failing: (hours: number) =>
    `It has failed for ${hours} hours and nothing else: what happens is kept, and delivered when it is resumed.`,
  gone: () =>
    "It answered 410 Gone: nothing is delivered to it any more, and what happens is not kept for it.",
};
