/** What the platform must know of organizations to do their jobs: as whom, at what time of day, and who hears of it. */
import { findTenants, listOrganizations, systemContext, timeZone } from "#modules/organizations";
import { type Action, leaveTrail, purgeIntents, resumeIntent, resumeWith } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { type DeclaredJobs, type Jobs, requireListedJobs, startJobs } from "#platform/jobs";
import type { Module } from "#platform/module";
import type { Logger } from "#platform/telemetry";
import { becameDead } from "./app-incidents.ts";
import type { AppOptions } from "./app-options.ts";
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
  { jobLeaseMs: leaseMs }: Pick<AppOptions, "jobLeaseMs">,
): Promise<Working> {
  const database = given.beside(connections);
  const { outbound, keyRing, publicUrl } = services;
  const jobs = await startJobs({
    ...declared,
    ...{ database, clock, logger, outbound, transport, keyRing, publicUrl, committed, leaseMs },
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
