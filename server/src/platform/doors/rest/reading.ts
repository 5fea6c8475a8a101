/** The read routes: every noun's list and get, and the queries. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { authorize, type Context, may } from "#platform/access";
import type { Query } from "#platform/action";
import { notFound } from "#platform/errors";
import {
  collectMistakes,
  etagOf,
  parseListQuery,
  parseProjection,
  parseQueryString,
  type Reads,
  type Registry,
  type Resource,
  refuseAll,
  uuidPattern,
} from "#platform/resource";
import { sendJson } from "./answer.ts";
import { matchesNone } from "./headers.ts";

export type Handle = (
  work: (context: Context, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

export function addReads(
  server: FastifyInstance,
  handle: Handle,
  registry: Registry,
  reads: Reads,
  resource: Resource,
): void {
  const noun = resource.name.replaceAll("_", " ");
  server.get(
    `/v1/${resource.path}`,
    handle(async (context, request, reply) => {
      const query = parseListQuery(registry, resource, context, queryOf(request));
      return sendJson(reply, 200, await reads.list(context, resource, query));
    }),
  );

  server.get(
    `/v1/${resource.path}/:id`,
    handle(async (context, request, reply) => {
      const projection = parseGet(registry, resource, context, queryOf(request));
      const { id } = request.params as { id: string };
      const found = await reads.get(context, resource, id.toLowerCase(), projection);
      if (found === undefined) throw notFound(`There is no ${noun} with this id.`);
      const etag = etagOf(found);
      reply.header("etag", etag);
      return matchesNone(request.headers, etag)
        ? sendJson(reply, 304, null)
        : sendJson(reply, 200, found.body);
    }),
  );
}

/** @param stopping aborts when the server stops, so that long polls answer at once. */
export function addQuery(server: FastifyInstance, handle: Handle, query: Query, stopping: AbortSignal): void {
  const known = Object.keys(query.parameters.properties);
  const waiting = new Set<AbortController>();
  stopping.addEventListener("abort", () => {
    for (const controller of waiting) controller.abort();
  });
  server.get(
    query.door.replace("GET ", ""),
    handle(async (context, request, reply) => {
      const parameters = queryOf(request);
      refuseUnknown(parameters, known);
      if (query.permission !== undefined) authorize(may(context, query.permission));
      const gone = new AbortController();
      const leave = () => gone.abort();
      waiting.add(gone);
      if (stopping.aborted) gone.abort();
      reply.raw.once("close", leave);
      try {
        return sendJson(reply, 200, await query.run(context, parameters, gone.signal));
      } finally {
        waiting.delete(gone);
        reply.raw.off("close", leave);
      }
    }),
  );
}

/** The query string of a request, read strictly. */
export function queryOf(request: FastifyRequest): Map<string, string> {
  const url = request.raw.url ?? "";
  const at = url.indexOf("?");
  return parseQueryString(at < 0 ? "" : url.slice(at + 1));
}

/** @throws 404: an id that is no UUID names nothing, like any other id that does not exist. */
export function idOf(request: FastifyRequest, noun: string): string {
  const id = (request.params as { id?: string }).id?.toLowerCase() ?? "";
  if (!uuidPattern.test(id)) throw notFound(`There is no ${noun} with this id.`);
  return id;
}

/** @throws 400 naming the parameters that do not exist here and those that do. */
export function refuseUnknown(parameters: Map<string, string>, known: string[]): void {
  const exist = known.length === 0 ? "There are none." : `There is: ${known.join(", ")}.`;
  refuseAll(
    [...parameters.keys()]
      .filter((name) => !known.includes(name))
      .map((name) => ({
        pointer: name,
        code: "unknown_parameter",
        detail: `There is no parameter "${name}" here. ${exist}`,
      })),
  );
}

function parseGet(registry: Registry, resource: Resource, context: Context, parameters: Map<string, string>) {
  refuseUnknown(parameters, ["fields", "expand"]);
  const { attempt, refuse } = collectMistakes();
  const projection = parseProjection(registry, resource, context, parameters, attempt);
  refuse();
  return projection;
}
