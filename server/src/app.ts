/** The composition root: the only place that knows all modules, and what hands each part to the others. */
import { catalogModule, seedTaxRates } from "#modules/catalog";
import { commentsModule } from "#modules/comments";
import { connectionsModule } from "#modules/connections";
import { customersModule } from "#modules/customers";
import { createAuthenticator, identityModule, revokeOwnKeys } from "#modules/identity";
import { erpConnectors, integrationsModule } from "#modules/integrations";
import { inventoryModule, seedWarehouse } from "#modules/inventory";
import { mailsModule } from "#modules/mails";
import { notificationsModule } from "#modules/notifications";
import { operationsModule } from "#modules/operations";
import { ordersModule } from "#modules/orders";
import { type Founder, findRecipients, organizationsModule } from "#modules/organizations";
import { paymentsModule, stripeConnector } from "#modules/payments";
import { webhooksModule } from "#modules/webhooks";
import { createExecutor } from "#platform/action";
import { systemClock } from "#platform/clock";
import { createDatabase } from "#platform/db";
import { closeGently, createRestServer } from "#platform/doors/rest";
import { openNews } from "#platform/events";
import { createRequestLimit, createShedding, shareRequestUse } from "#platform/limits";
import type { Module } from "#platform/module";
import { createReads } from "#platform/resource";
import { explaining } from "./app-access.ts";
import { declarationsOf } from "./app-declarations.ts";
import { addDoors } from "./app-doors.ts";
import { onBreaker } from "./app-incidents.ts";
import { lookedAt } from "./app-invariants.ts";
import { jobsOf, startWork } from "./app-jobs.ts";
import type { App, AppOptions } from "./app-options.ts";
import { startRelays } from "./app-relays.ts";
import { forgetful, upkeepOf } from "./app-retention.ts";
import { servedBy, workOf } from "./app-roles.ts";
import { readyServices } from "./app-services.ts";

export { type Declarations, version } from "./app-declarations.ts";
export type { App, AppOptions } from "./app-options.ts";

/** What every new organization starts with. */
export const founders: Founder[] = [seedTaxRates, seedWarehouse];

const speaking: Module[] = [
  identityModule,
  customersModule,
  catalogModule,
  inventoryModule,
  ordersModule,
  mailsModule,
  connectionsModule({ connectors: [stripeConnector, ...erpConnectors] }),
  paymentsModule,
  integrationsModule,
  webhooksModule,
  operationsModule,
  commentsModule,
];
const rules = speaking.flatMap(({ notifications = [] }) => notifications);
const others = forgetful([...speaking, notificationsModule({ rules, findRecipients })]);
const settings = others.flatMap((module) => module.settings ?? []);
const modules = lookedAt([organizationsModule({ founders, leavers: [revokeOwnKeys], settings }), ...others]);

export const declarations = declarationsOf(modules);
const jobs = jobsOf(modules, declarations().actions);

/** @throws when a declaration cannot be served, naming every reason, or a secret is not the one that keys are sealed with. */
export async function createApp(options: AppOptions): Promise<App> {
  const { logger, clock = systemClock, trustedProxies = [], role = "all" } = options;
  const shedding = createShedding(options.overload, logger);
  const database = await createDatabase({ ...options, lines: shedding.lines });
  const news = await openNews(database);
  const declared = declarations();
  const made = await readyServices(database, news, declared.registry, clock, { onBreaker, ...options });
  const { services } = made;
  const relays = startRelays(database, services.keyRing, logger, news, options.canary);
  const authenticator = createAuthenticator({ database, services, clock });
  const reads = createReads(database, declared.registry);
  const told = made.commitTold(relays.nudge);
  const forgotten = authenticator.lookAgain;
  const deeds = { database, reads, services, committed: told, forgotten };
  const executor = createExecutor(deeds, shedding.lines.lanes);
  const committed = () => told("organization");
  const work = await workOf(role, () => startWork(jobs, database, clock, logger, made, committed, options));

  const failed = (error: unknown) => logger.error({ err: error }, "upkeep failed");
  const upkeep = upkeepOf(modules, jobs, options.eventsKeptDays);
  const stops = upkeep.map((start) => start(database, clock, failed));
  const stopping = new AbortController();
  const use = shareRequestUse({ database, failed });
  const requests = createRequestLimit(options.requestsPerMinute ?? 0, use);
  const rolesHolding = explaining.rolesHolding(services);
  const served = servedBy(role, declared);
  const means = { ...served, reads, executor, services, ...authenticator, requests, shedding, rolesHolding };
  const server = createRestServer({ ...means, clock, trustedProxies, logger, stopping: stopping.signal });
  const doors = { ...options, ...made, role, database, clock, news, relays, committed };
  const streams = addDoors(server, served, doors);
  await server.ready();

  return {
    ...declared,
    server,
    database,
    reads,
    executor,
    async close(farewellMs) {
      stopping.abort();
      streams?.stop();
      shedding.stop();
      const cutOff = (after_ms: number) => logger.warn({ after_ms }, "cut off what was still under way");
      await closeGently(server, cutOff, farewellMs);
      await use.stop();
      await authenticator.stop();
      for (const stop of stops) await stop();
      await work.stop();
      await made.stop();
      await relays.stop();
      await news.stop();
      await database.end();
    },
  };
}
