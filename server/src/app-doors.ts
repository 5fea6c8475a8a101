/** Everything that is served beside the declared operations: health, keys, pages, documents. */
import type { FastifyInstance } from "fastify";
import { findSystemContext } from "#modules/organizations";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { addAccountPages } from "#platform/doors/account";
import { addHealth } from "#platform/doors/health";
import { addIncoming } from "#platform/doors/incoming";
import { addJwks } from "#platform/doors/jwks";
import { addMailCatcher } from "#platform/doors/mail-catcher";
import { addMetrics } from "#platform/doors/metrics";
import { openApiDocument, registerDocs } from "#platform/doors/openapi";
import { refuseOtherMethods } from "#platform/doors/rest";
import type { Declarations } from "./app-declarations.ts";
import type { Role } from "./app-roles.ts";
import type { AppServices } from "./app-services.ts";

type Served = {
  role: Role;
  database: Database;
  systemUrl: string;
  metricsToken: string | undefined;
  clock: Clock;
  committed: () => void;
} & Pick<AppServices, "signer" | "catching" | "services">;

export function addDoors(server: FastifyInstance, declared: Declarations, served: Served): void {
  const { role, database, systemUrl, metricsToken } = served;
  addHealth(server, database, systemUrl);
  addMetrics(server, metricsToken);
  if (role !== "worker") addDoorsForCallers(server, declared, served);
  refuseOtherMethods(server);
}

function addDoorsForCallers(
  server: FastifyInstance,
  declared: Declarations,
  { database, signer, catching, services, clock, committed }: Served,
): void {
  addJwks(server, signer);
  addAccountPages(server);
  addIncoming(server, declared.incoming, {
    ...{ database, services, clock, committed },
    contextFor: (organizationId) => findSystemContext(database, organizationId, "webhook"),
  });
  if (catching) addMailCatcher(server, { database, ...services });
  registerDocs(server, () => openApiDocument(declared));
}
