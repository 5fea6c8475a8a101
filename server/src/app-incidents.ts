/** What the platform finds out by itself and a person must know: jobs that gave up, outside systems that do not answer. */
import { linkGaveUp } from "#modules/integrations";
import { mailGaveUp } from "#modules/mails";
import { incidentOf } from "#modules/operations";
import { type SystemTx, sql } from "#platform/db";
import { defineInboxKind, raise, settle } from "#platform/inbox";
import type { BecameDead } from "#platform/jobs";
import { type BreakerChange, failingKey } from "#platform/outbound";

const deadLetters = defineInboxKind({
  kind: "dead_letters",
  describe:
    "Jobs of one kind that gave up for the same reason, and wait for somebody to try them anew or let them go.",
});

/** One incident for all of a cause: a thousand dead letters of it are one thing to look at. */
export const becameDead: BecameDead = async (tx, { organizationId, id, kind }, { code, detail }) => {
  await linkGaveUp(tx, { organizationId, id, kind }, { code, detail });
  await mailGaveUp(tx, { organizationId, id, kind }, { code });
  const [destination] = await tx.query<{ owner: string | null }>(sql`
    select d.owner_user_id as owner
      from plinth.jobs j
      join plinth.destinations d on d.organization_id = j.organization_id and d.id = j.destination_id
     where j.organization_id = ${organizationId} and j.id = ${id}`);
  await raise(tx, organizationId, {
    kind: deadLetters,
    key: incidentOf(kind, code),
    subject: { type: "job", id },
    because: `A job of the kind ${kind} gave up: ${detail}`,
    details: { kind, error_code: code },
    // whoever looks after the system that it spoke to
    ownerUserId: destination?.owner ?? null,
    resolves: [
      { action: "dead_letters.replay_all", door: "POST /v1/dead_letters/replay" },
      { action: "dead_letters.discard_all", door: "POST /v1/dead_letters/discard" },
    ],
  });
};

const destinationFailing = defineInboxKind({
  kind: "destination_failing",
  describe:
    "An outside system does not answer: nothing is sent there but a try from time to time, and what waits for it is kept.",
});

/** Shorter than that it is not worth anybody's time: it mends itself. */
const patienceMs = 60_000;

/** Its nouns, by the kind of the destination. */
const doors: Record<string, { action: string; door: (id: string) => string }> = {
  webhook_endpoint: {
    action: "webhook_endpoints.test",
    door: (id) => `POST /v1/webhook_endpoints/${id}/test`,
  },
};
const connectionDoor = {
  action: "connections.test",
  door: (id: string) => `POST /v1/connections/${id}/test`,
};

/** Tells when a breaker has been open for a minute, and takes it back when it closes. */
export async function onBreaker(tx: SystemTx, change: BreakerChange): Promise<void> {
  const { organizationId, id, kind, breaker, openedAt, failures, lastFailure, ownerUserId } = change;
  const key = failingKey(id);
  if (breaker === "closed") {
    await settle(tx, organizationId, key, "It answers again.");
    return;
  }
  if (Date.now() - openedAt.getTime() < patienceMs) return;
  const { action, door } = doors[kind] ?? connectionDoor;
  await raise(tx, organizationId, {
    kind: destinationFailing,
    key,
    subject: { type: kind === "webhook_endpoint" ? kind : "connection", id },
    because: `It has not answered since ${openedAt.toISOString()}: ${failures} calls in a row failed, the last one with ${lastFailure ?? "no reason"}. What waits for it is kept and sent when it answers again.`,
    details: { failures, last_failure: lastFailure },
    resolves: [{ action, door: door(id) }],
    ownerUserId,
    since: openedAt,
  });
}
