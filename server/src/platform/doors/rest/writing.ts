/** The write routes: every verb at its door, and its batch. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { AnyContext } from "#platform/access";
import {
  type Action,
  type Answer,
  type Executor,
  type Input,
  ifMatchRequired,
  validator,
} from "#platform/action";
import { invalidInput, unknownParameter } from "#platform/errors";
import { fingerprintOf, parseIdempotencyKey } from "#platform/idempotency";
import { sendJson } from "./answer.ts";
import type { Cookies } from "./cookies.ts";
import { ifMatchOf } from "./headers.ts";
import { type Handle, idOf, queryOf, refuseUnknown } from "./reading.ts";

const mostItems = 1_000;
const batchLimitBytes = 8 * 1024 * 1024;

export function addAction(
  server: FastifyInstance,
  handle: Handle,
  executor: Executor,
  cookies: Cookies,
  action: Action,
): void {
  const [method = "POST", path = ""] = action.door.split(" ");
  const route = path.replace(/\{(\w+)\}/g, ":$1");
  const onObject = path.includes("{id}");
  const named = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = "id"]) => (name === "id" ? [] : name));
  const { audience, forgets, whileSuspended: uncounted } = action;
  const urgent = uncounted ?? action.whileOverloaded ?? forgets;
  const config = urgent === undefined ? {} : { whileOverloaded: "reserved" as const };
  const admission = { audience, forgets, uncounted, fresh: (action.stepUp ?? action.fresh) === true };

  const single = (request: FastifyRequest): Input[] => {
    const needed = action.ifMatch === "required";
    if (!onObject && !needed) return [{ given: withPath(request, named), id: "" }];
    const ifMatch = ifMatchOf(request.headers);
    const id = onObject ? idOf(request, action.subject ?? "object") : "";
    if (needed && !ifMatch.given) throw ifMatchRequired();
    return [{ given: request.body, id, ifMatch: ifMatch.version }];
  };
  server.route({
    method,
    url: route,
    config,
    handler: handle(admission, perform(executor, cookies, action, single, false)),
  });
  if (action.batch !== true) return;

  const batch = (request: FastifyRequest): Input[] => {
    checkItems(request.body);
    return (request.body as { items: unknown[] }).items.map((given) => ({ given, id: "" }));
  };
  server.route({
    method: "POST",
    url: `${route}/batch`,
    config,
    bodyLimit: batchLimitBytes,
    handler: handle(admission, perform(executor, cookies, action, batch, true)),
  });
}

/** The envelope only: the executor checks each item. */
const checkItems = validator(
  Type.Object(
    { items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: mostItems }) },
    { additionalProperties: false },
  ),
);

/**
 * The body, with the path's other parameters under their names.
 * @throws 422 when the body names one of them as well: it would say nothing, or something else.
 */
function withPath(request: FastifyRequest, named: string[]): unknown {
  const { body } = request;
  if (named.length === 0 || typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const twice = named.filter((name) => name in body);
  if (twice.length > 0) {
    throw invalidInput("What the path says is no field of the body.", {
      errors: twice.map((name) => ({
        pointer: `/${name}`,
        code: "unknown_field",
        detail: `"${name}" is in the path already.`,
      })),
    });
  }
  const parameters = request.params as Record<string, string>;
  return { ...body, ...Object.fromEntries(named.map((name) => [name, parameters[name]])) };
}

function perform(
  executor: Executor,
  cookies: Cookies,
  action: Action,
  inputsOf: (request: FastifyRequest) => Input[],
  batch: boolean,
) {
  return async (context: AnyContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const parameters = queryOf(request);
    refuseUnknown(parameters, ["dry_run"]);
    const dryRun = dryRunOf(parameters);
    const key =
      request.method === "POST" ? parseIdempotencyKey(request.headers["idempotency-key"]) : undefined;
    const inputs = inputsOf(request);
    const claim =
      key === undefined
        ? undefined
        : { key, fingerprint: fingerprintOf(request.method, pathOf(request), parameters, request.body) };
    const answer = await executor.execute(action, { context, inputs, batch, dryRun, claim });
    for (const cookie of answer.cookies ?? []) reply.header("set-cookie", cookies.write(cookie));
    const secret = action.audience !== "organization" || action.shows !== undefined;
    return send(reply, answer, secret);
  };
}

/** @param secret for the one who asked and for nobody's memory. */
function send(
  reply: FastifyReply,
  { status, body, location, etag, replayed }: Answer,
  secret: boolean,
): FastifyReply {
  if (location !== null) reply.header("location", location);
  if (etag !== null) reply.header("etag", etag);
  if (replayed) reply.header("idempotent-replayed", "true");
  return sendJson(reply, status, body, secret ? "no-store" : undefined);
}

function dryRunOf(parameters: Map<string, string>): boolean {
  const given = parameters.get("dry_run") ?? "false";
  if (given !== "true" && given !== "false") throw unknownParameter('"dry_run" takes "true" or "false".');
  return given === "true";
}

function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? "").split("?")[0] ?? "";
}
