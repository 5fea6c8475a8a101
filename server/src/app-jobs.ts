/** What the platform must know of organizations to do their jobs: as whom, at what time of day, and who hears of it. */
import { findTenants, listOrganizations, systemContext, timeZone } from "#modules/organizations";
import { type Action, leaveTrail, purgeIntents, resumeIntent, resumeWith } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { defineInboxKind, raise } from "#platform/inbox";
import { type BecameDead, type DeclaredJobs, type Jobs, requireListedJobs, startJobs } from "#platform/jobs";
import type { Module } from "#platform/module";
import type { Logger } from "#platform/telemetry";
import type { AppServices } from "./app-services.ts";

/** Under way at once in one process, each with a connection of its own while it writes. */
const connections = 8;
const purgeEveryMs = 3_600_000;

/** @throws for a subscription or a schedule whose job is listed by no module */
export function jobsOf(modules: readonly Module[], actions: readonly Action[]): DeclaredJobs {
  resumeWith(actions);
  const declared = {
    jobs: [resumeIntent, ...modules.flatMap(({ jobs = [] }) => jobs)],
    subscriptions: modules.flatMap(({ subscriptions = [] }) => subscriptions),
    schedules: modules.flatMap(({ schedules = [] }) => schedules),
    consumers: modules.flatMap(({ consumers = [] }) => consumers),
  };
  requireListedJobs(declared);
  return declared;
}

export type Working = Jobs & { stop(): Promise<void> };

/** @param committed hears that a job has left facts, or mails */
export async function startWork(
  declared: DeclaredJobs,
  given: Database,
  clock: Clock,
  logger: Logger,
  { services, transport }: Pick<AppServices, "services" | "transport">,
  committed: () => void,
): Promise<Working> {
  const database = given.beside(connections);
  const { outbound, keyRing, publicUrl } = services;
  const jobs = await startJobs({
    ...declared,
    ...{ database, clock, logger, outbound, transport, keyRing, publicUrl, committed },
    leaveTrail: (tx) => leaveTrail(tx, []),
    async contextsFor(organizationIds) {
      const tenants = await findTenants(database.system, organizationIds);
      return new Map([...tenants].map(([id, tenant]) => [id, systemContext(id, "job", tenant)]));
    },
    async timeZones() {
      const organizations = await listOrganizations(database);
      const tenants = await findTenants(
        database.system,
        organizations.map(({ id }) => id),
      );
      return [...tenants].map(([organizationId, tenant]) => ({
        organizationId,
        timeZone: timeZone.of({ tenant }),
      }));
    },
    becameDead,
  }).catch(async (error: unknown) => {
    await database.end();
    throw error;
  });
  const failed = (error: unknown) => logger.error({ err: error }, "intents could not be purged");
  const purging = setInterval(() => void purgeIntents(database).catch(failed), purgeEveryMs);
  purging.unref();
  return {
    nudge: jobs.nudge,
    async stop() {
      clearInterval(purging);
      await jobs.stop();
      await database.end();
    },
  };
}

export const deadLetters = defineInboxKind({
  kind: "dead_letters",
  describe:
    "Jobs of one kind that gave up for the same reason, and wait for somebody to try them anew or let them go.",
});

/** One incident for all of a cause: a thousand dead letters of it are one thing to look at. */
const becameDead: BecameDead = async (tx, { organizationId, id, kind }, { code, detail }) => {
  await raise(tx, organizationId, {
    kind: deadLetters,
    key: `dead_letters ${kind} ${code}`,
    subject: { type: "job", id },
    because: `A job of the kind ${kind} gave up: ${detail}`,
    details: { kind, error_code: code },
    resolves: [
      { action: "dead_letters.replay", door: "POST /v1/dead_letters/replay" },
      { action: "dead_letters.discard", door: "POST /v1/dead_letters/discard" },
    ],
  });
};
