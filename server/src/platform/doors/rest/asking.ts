/** The routes of the queries: reads that are no noun's list or get. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  type Answered,
  admitQuery,
  askQuery,
  exportQuery,
  type Query,
  type Services,
} from "#platform/action";
import { sendJson } from "./answer.ts";
import { sendCsv, varyWithFormat, wantsCsv } from "./csv.ts";
import { type Handle, idOf, queryOf, refuseUnknown, sendVersioned } from "./reading.ts";

/** @param stopping aborts when the server stops, so that long polls answer at once. */
export function addQuery(
  server: FastifyInstance,
  handle: Handle,
  query: Query,
  services: Services,
  stopping: AbortSignal,
): void {
  const known = Object.keys(query.parameters.properties);
  const path = query.door.replace("GET ", "");
  const { whileOverloaded, waits } = query;
  const config = {
    ...(whileOverloaded ? { whileOverloaded: "reserved" as const } : {}),
    ...(waits === undefined ? {} : { staysOpen: waits }),
  };
  const departures = createDepartures(stopping);
  server.get(
    path.replace("{id}", ":id"),
    { config },
    handle({ audience: query.audience }, async (caller, request, reply) => {
      const parameters = queryOf(request);
      refuseUnknown(parameters, known);
      const context = admitQuery(query, caller);
      if (path.includes("{id}")) parameters.set("id", idOf(request, nounOf(query)));
      if (query.csv !== undefined) reply.header("vary", varyWithFormat);

      const signal = departures.of(reply);
      if (query.csv !== undefined && wantsCsv(request.headers)) {
        return sendCsv(reply, query, await exportQuery(query, context, parameters, services, signal));
      }
      return answer(request, reply, await askQuery(query, context, parameters, services, signal));
    }),
  );
}

function nounOf({ subject = "object" }: Query): string {
  return subject.replaceAll("_", " ");
}

function answer(request: FastifyRequest, reply: FastifyReply, found: Answered): FastifyReply {
  if (typeof found === "string") return sendJson(reply, 200, found);
  return "version" in found ? sendVersioned(request, reply, found) : sendJson(reply, 200, found.body);
}

/** A signal per answer that aborts when its caller goes away or the server stops. */
function createDepartures(stopping: AbortSignal): { of(reply: FastifyReply): AbortSignal } {
  const waiting = new Set<AbortController>();
  stopping.addEventListener("abort", () => {
    for (const controller of waiting) controller.abort();
  });
  return {
    of({ raw }) {
      const gone = new AbortController();
      if (stopping.aborted || raw.destroyed) {
        // who went away while they were looked at closes no second time
        gone.abort();
        return gone.signal;
      }
      waiting.add(gone);
      // also when the answer has been sent
      raw.once("close", () => {
        waiting.delete(gone);
        gone.abort();
      });
      return gone.signal;
    },
  };
}
