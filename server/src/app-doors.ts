/** Everything that is served beside the declared operations: health, keys, pages, documents. */
import type { FastifyInstance } from "fastify";
import { findSystemContext } from "#modules/organizations";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { addAccountPages } from "#platform/doors/account";
import { addEventSocket, addEventStream } from "#platform/doors/feed";
import { addHealth } from "#platform/doors/health";
import { addIncoming } from "#platform/doors/incoming";
import { addJwks } from "#platform/doors/jwks";
import { addLivePage, type Sample } from "#platform/doors/live";
import { addMailCatcher } from "#platform/doors/mail-catcher";
import { addMetrics } from "#platform/doors/metrics";
import { openApiDocument, registerDocs } from "#platform/doors/openapi";
import { refuseOtherMethods } from "#platform/doors/rest";
import type { News } from "#platform/events";
import { createStreams, type StreamLimits, type Streams } from "#platform/realtime";
import type { Logger } from "#platform/telemetry";
import type { Declarations } from "./app-declarations.ts";
import type { Relays } from "./app-relays.ts";
import type { Role } from "./app-roles.ts";
import type { AppServices } from "./app-services.ts";

type Served = {
  role: Role;
  database: Database;
  systemUrl: string;
  metricsToken?: string | undefined;
  figures?: () => Promise<string>;
  clock: Clock;
  committed: () => void;
  news: News;
  relays: Pick<Relays, "feed">;
  logger: Logger;
  streamLimits?: Partial<StreamLimits>;
} & Pick<AppServices, "signer" | "catching" | "services" | "feed">;

/** @returns the streams that it holds open, to be ended with it */
export function addDoors(
  server: FastifyInstance,
  declared: Declarations,
  served: Served,
): Streams | undefined {
  const { role, database, systemUrl, metricsToken, figures, relays } = served;
  addHealth(server, database, systemUrl, relays.feed);
  addMetrics(server, metricsToken, figures);
  const streams = role === "worker" ? undefined : addDoorsForCallers(server, declared, served);
  refuseOtherMethods(server);
  return streams;
}

function addDoorsForCallers(
  server: FastifyInstance,
  declared: Declarations,
  { database, signer, catching, services, clock, committed, news, feed, logger, streamLimits }: Served,
): Streams {
  addJwks(server, signer);
  addAccountPages(server);
  addIncoming(server, declared.incoming, {
    ...{ database, services, clock, committed },
    contextFor: (organizationId) => findSystemContext(database, organizationId, "webhook"),
  });
  if (catching) addMailCatcher(server, { database, ...services });
  registerDocs(server, () => openApiDocument(declared));
  addLivePage(server, { resources: declared.registry.resources, sample });
  const failed = (error: unknown) => logger.error({ err: error }, "events could not be read for streams");
  const streams = createStreams({ database, news, feed, limits: streamLimits, failed });
  addEventStream(server, streams, feed);
  addEventSocket(server, streams, feed);
  return streams;
}

/** What somebody who tries the live page can make happen, and take back. */
const sample: Sample = {
  title: "Create a customer",
  door: "POST /v1/customers",
  body: { name: "Passing Trade", country: "DE", currency: "EUR" },
  undo: { title: "Delete it again", door: "DELETE /v1/customers/{id}" },
};
