/** `GET /v1/events/stream`: Server-Sent Events (HTML Living Standard, 9.2), as every browser reads them. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Context } from "#platform/access";
import { requireOrganization } from "#platform/action";
import { queryOf } from "#platform/doors/rest";
import { unknownParameter } from "#platform/errors";
import type { Ending, Feed, Format, Sink, Streams } from "#platform/realtime";
import { topicTexts } from "./feed-query.ts";
import { chunk, drained } from "./wire.ts";

/** When a browser comes back by itself: not all at the same moment after a restart. */
const retryMs = () => 1_000 + Math.round(Math.random() * 2_000);
/** What was said last has this long to arrive. */
const farewellMs = 1_000;

export function addEventStream(server: FastifyInstance, streams: Streams, feed: Pick<Feed, "cursors">): void {
  const formatOf = (framed: (text: string) => Buffer): Format => ({
    name: "sse",
    events: (events, _place, organizationId, full) =>
      framed(
        events
          .map(
            ({ json, place }) => `id: ${feed.cursors.write(organizationId, place, full)}\ndata: ${json}\n\n`,
          )
          .join(""),
      ),
  });
  // a proxy may still speak HTTP/1.0, which knows no chunks
  const formats = { chunked: formatOf(chunk), plain: formatOf((text) => Buffer.from(text)) };
  const handler = server.handle({ audience: "organization" }, async (_context, request, reply) => {
    const { topics, after } = wishOf(request);
    const caller = server.standingCaller(request);
    const response = reply.raw;
    const stream = await streams.open({
      topics,
      after: lastEventId(request) ?? after ?? "now",
      format: request.raw.httpVersion === "1.0" ? formats.plain : formats.chunked,
      authenticate: actingFor(caller),
      sink(cursor) {
        reply.hijack();
        response.writeHead(200, { ...reply.getHeaders(), ...streamHeaders } as Record<string, string>);
        response.write(`retry: ${retryMs()}\nid: ${cursor}\n\n`);
        return sinkOf(response, request.raw.socket);
      },
    });
    response.once("close", stream.close);
    if (response.destroyed) stream.close(); // gone while it was opened
    return reply;
  });
  server.get(
    "/v1/events/stream",
    { exposeHeadRoute: false, config: { staysOpen: true } },
    (request, reply) => {
      nameOrganization(request);
      return handler(request, reply);
    },
  );
}

/** Nothing on the way may keep it back, or change it. */
const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

function sinkOf(response: ServerResponse, wire: Socket): Sink {
  return {
    pending: () => wire.writableLength,
    // whole chunks between the response's own, which are whole as well
    write: (bytes) => void (response.writableEnded || wire.write(bytes)),
    drained: () => drained(wire),
    beat: (cursor) => void response.write(cursor === undefined ? ":\n\n" : `id: ${cursor}\n\n`),
    end: (ending: Ending) => {
      response.end(`event: end\ndata: ${JSON.stringify(ending)}\n\n`);
      const timer = setTimeout(() => response.destroy(), farewellMs);
      timer.unref();
      response.once("close", () => clearTimeout(timer));
    },
  };
}

/** Browsers send it when they come back by themselves. */
function lastEventId({ headers }: FastifyRequest): string | undefined {
  const given = headers["last-event-id"];
  return given === undefined || given === "" ? undefined : String(given);
}

const parameters = ["topics", "after", "organization"];

/** @throws 400 */
export function wishOf(request: FastifyRequest): { topics: string[] | undefined; after: string | undefined } {
  const given = queryOf(request);
  for (const name of given.keys())
    if (!parameters.includes(name))
      throw unknownParameter(`There is no parameter "${name}" here. There are ${parameters.join(", ")}.`);
  return { topics: topicTexts(given.get("topics")), after: given.get("after") };
}

/** A browser's own streams cannot send headers: they name the organization in the address. */
export function nameOrganization(request: FastifyRequest): void {
  const named = queryOf(request).get("organization");
  if (named !== undefined) request.headers["plinth-organization"] ??= named;
}

type Caller = ReturnType<FastifyInstance["standingCaller"]>;

/**
 * Asks who it is by now: at once where the caller is remembered. It holds nothing of the request, which is forgotten while
 * the stream is open. @throws 401 or 403
 */
export function actingFor(caller: Caller): () => Context | Promise<Context> {
  return () => {
    const known = caller();
    return known instanceof Promise ? known.then(requireOrganization) : requireOrganization(known);
  };
}
