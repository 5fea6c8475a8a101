/**
 * The routes of what outside systems tell us. Whoever asks is not known and has no bucket of requests: a provider sends
 * for all of its customers from a few addresses, so that a limit by address would silence one organization by another's
 * mistake. What a stranger can cost is a bounded body, one look-up among those for strangers, and a signature.
 */
import type { FastifyInstance } from "fastify";
import type { Context } from "#platform/access";
import { leaveTrail, type Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { sendJson } from "#platform/doors/rest";
import { notFound, unknownParameter } from "#platform/errors";
import { killPoint } from "#platform/kill-points";
import { uuidPattern } from "#platform/resource";
import { headersOf, type Incoming } from "./define-incoming.ts";

export type IncomingMeans = {
  database: Pick<Database, "transaction">;
  services: Pick<Services, "lookUp" | "keyRing" | "webhookSecrets">;
  clock: Clock;
  /** The context of the organization's own system, also where it is suspended: what came in is not lost. */
  contextFor(organizationId: string): Promise<Context>;
  /** Called after a commit that may have brought facts and jobs. */
  committed(): void;
};

const taken = '{"received":true}';

export function addIncoming(
  server: FastifyInstance,
  incoming: readonly Incoming[],
  { database, services, clock, contextFor, committed }: IncomingMeans,
): void {
  for (const { door, mostBytes, receive } of incoming) {
    server.route({
      method: "POST",
      url: door.replace("POST ", "").replace(/\{(\w+)\}/g, ":$1"),
      bodyLimit: mostBytes,
      config: { rawBody: true },
      async handler(request, reply) {
        if (request.raw.url?.includes("?")) throw unknownParameter("A webhook has no parameters.");
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const parameters = request.params as Record<string, string>;
        refuseOtherIds(parameters);
        const asked = { parameters, headers: headersOf(request.headers), rawBody };
        const received = await receive(asked, { ...services, clock });
        if ("refused" in received) throw received.refused;
        if ("ignored" in received) return sendJson(reply, 200, taken);

        const context = await contextFor(received.organizationId);
        request.context = context;
        await database.transaction(context, async (tx) => {
          await received.store(tx);
          leaveTrail(tx, []);
        });
        committed();
        killPoint("incoming.before-answer");
        return sendJson(reply, 200, taken);
      },
    });
  }
}

/** What is no id names nothing, and is not asked for either. */
function refuseOtherIds(parameters: Record<string, string>): void {
  for (const [name, value] of Object.entries(parameters))
    if (name.endsWith("_id") && !uuidPattern.test(value)) throw notFound("There is nothing at this path.");
}
