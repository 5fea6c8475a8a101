/** The read routes of nouns: the list and the get. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AnyContext, Context } from "#platform/access";
import { requireOrganization, type Versioned } from "#platform/action";
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
import type { Admission } from "./caller.ts";
import { matchesNone } from "./headers.ts";

export type Handle = (
  admission: Admission,
  work: (context: AnyContext, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const ofOrganization: Admission = { audience: "organization" };

export function addReads(
  server: FastifyInstance,
  handle: Handle,
  registry: Registry,
  reads: Reads,
  resource: Resource,
): void {
  const noun = resource.name.replaceAll("_", " ");
  const config = resource.whileOverloaded ? { whileOverloaded: "reserved" as const } : {};
  server.get(
    `/v1/${resource.path}`,
    { config },
    handle(ofOrganization, async (anyone, request, reply) => {
      const context = requireOrganization(anyone);
      const query = parseListQuery(registry, resource, context, queryOf(request));
      return sendJson(reply, 200, await reads.list(context, resource, query));
    }),
  );

  server.get(
    `/v1/${resource.path}/:id`,
    { config },
    handle(ofOrganization, async (anyone, request, reply) => {
      const context = requireOrganization(anyone);
      const projection = parseGet(registry, resource, context, queryOf(request));
      const { id } = request.params as { id: string };
      const found = await reads.get(context, resource, id.toLowerCase(), projection);
      if (found === undefined) throw notFound(`There is no ${noun} with this id.`);
      return sendVersioned(request, reply, found);
    }),
  );
}

/** What has a version says its ETag, and is not sent to whoever has it already. */
export function sendVersioned(request: FastifyRequest, reply: FastifyReply, found: Versioned): FastifyReply {
  const etag = etagOf(found);
  reply.header("etag", etag);
  return matchesNone(request.headers, etag) ? sendJson(reply, 304, null) : sendJson(reply, 200, found.body);
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
