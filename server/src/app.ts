/** The composition root: the only place that knows all modules, and what hands each part to the others. */
import type { FastifyInstance } from "fastify";
import { catalogModule, seedTaxRates } from "#modules/catalog";
import { customersModule } from "#modules/customers";
import { createAuthenticator, identityModule } from "#modules/identity";
import { inventoryModule, seedWarehouse } from "#modules/inventory";
import { ordersModule } from "#modules/orders";
import { type Founder, organizationsModule } from "#modules/organizations";
import { type Action, createExecutor, type Executor, masterDataActions, type Query } from "#platform/action";
import { type Clock, systemClock } from "#platform/clock";
import { createDatabase, type Database } from "#platform/db";
import { feedQuery } from "#platform/doors/feed";
import { addHealth } from "#platform/doors/health";
import { createRestServer, refuseOtherMethods } from "#platform/doors/rest";
import { openFeed, startRelay } from "#platform/events";
import type { Module } from "#platform/module";
import { checkCatalog, createReads, createRegistry, type Registry } from "#platform/resource";
import { createKeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";

const modules: Module[] = [
  organizationsModule,
  identityModule,
  customersModule,
  catalogModule,
  inventoryModule,
  ordersModule,
];

/** What every new organization starts with. */
export const founders: Founder[] = [seedTaxRates, seedWarehouse];

export type App = {
  server: FastifyInstance;
  database: Database;
  registry: Registry;
  actions: Action[];
  queries: Query[];
  executor: Executor;
  /** Finishes what is under way, then lets go of the database. */
  close(): Promise<void>;
};

export type AppOptions = {
  appUrl: string;
  systemUrl: string;
  secrets: string[];
  logger: Logger;
  clock?: Clock;
};

/** All nouns and verbs, without a database: for documents and tests. */
export function declarations(): { registry: Registry; actions: Action[] } {
  const registry = createRegistry(modules.flatMap(({ resources }) => resources));
  declared ??= [
    ...modules.flatMap(({ actions }) => actions),
    ...registry.resources.flatMap((resource) => masterDataActions(registry, resource)),
  ];
  return { registry, actions: declared };
}
let declared: Action[] | undefined;

/** @throws when a declaration cannot be served: it names every reason. */
export async function createApp({
  appUrl,
  systemUrl,
  secrets,
  logger,
  clock = systemClock,
}: AppOptions): Promise<App> {
  const { registry, actions } = declarations();
  const database = await createDatabase({ appUrl, systemUrl });
  const complaints = await checkCatalog(database, registry.resources);
  if (complaints.length > 0) {
    await database.end();
    throw new Error(`these declarations cannot be served:\n  ${complaints.join("\n  ")}`);
  }

  const stopping = new AbortController();
  const feed = await openFeed(database);
  const relay = startRelay(database, (error) => logger.error({ err: error }, "the relay failed"));
  const authenticator = createAuthenticator(database, clock);
  const reads = createReads(database, registry);
  const executor = createExecutor({
    database,
    reads,
    keyRing: createKeyRing(secrets),
    committed: relay.nudge,
  });
  const queries = [...modules.flatMap((module) => module.queries ?? []), feedQuery(feed)];

  const routes: { method: string; url: string }[] = [];
  const server = createRestServer({
    registry,
    actions,
    queries,
    reads,
    executor,
    authenticate: authenticator.authenticate,
    logger,
    stopping: stopping.signal,
    routed: (route) => routes.push(route),
  });
  addHealth(server, database, systemUrl);
  refuseOtherMethods(server, routes);
  await server.ready();

  return {
    server,
    database,
    registry,
    actions,
    queries,
    executor,
    async close() {
      stopping.abort();
      await server.close();
      authenticator.stop();
      await relay.stop();
      await feed.stop();
      await database.end();
    },
  };
}
