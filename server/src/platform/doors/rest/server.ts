/** The REST door: routes made from the declarations, one log line per request, problems for every failure. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { AnyContext, Context, RolesHolding } from "#platform/access";
import type { Action, Executor, Query, Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import { methodNotAllowed, notFound, Problem, unauthenticated, unavailable } from "#platform/errors";
import type { RequestLimit, Shedding } from "#platform/limits";
import type { Reads, Registry } from "#platform/resource";
import type { Logger } from "#platform/telemetry";
import { sendFailure, sendProblem } from "./answer.ts";
import { addQuery } from "./asking.ts";
import { parseBody, refuseEncoded } from "./body.ts";
import { type Authenticate, contextOf, standingCaller } from "./caller.ts";
import { createCookies } from "./cookies.ts";
import { requestIdOf, traceIdOf } from "./headers.ts";
import { refuseMalformed } from "./malformed.ts";
import { turnAwayTooMany } from "./overload.ts";
import { addReads, type Handle } from "./reading.ts";
import { sendAsTold } from "./refusal.ts";
import { spendRequest } from "./request-allowance.ts";
import { addAction } from "./writing.ts";

export type RestDoor = {
  registry: Registry;
  actions: Action[];
  queries: Query[];
  reads: Reads;
  executor: Executor;
  services: Services;
  authenticate: Authenticate;
  /** For refusals, which name the roles that would do to those who may know. */
  rolesHolding: RolesHolding;
  clock: Clock;
  /** How many requests each organization may send. */
  requests: RequestLimit;
  /** How many requests may be under way at once. */
  shedding: Shedding;
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  trustedProxies: string[];
  logger: Logger;
  stopping: AbortSignal;
};

const bodyLimitBytes = 1024 * 1024;

/**
 * Neither a byte sent nor one taken: whoever lets an answer lie for so long would hold its memory for ever. Streams beat every
 * fifteen seconds, and nothing that is worked on takes as long.
 */
const silentMs = 120_000;

type Route = { method: string; url: string };

declare module "fastify" {
  interface FastifyInstance {
    /** Every route that was added, by anybody. */
    knownRoutes: Route[];
    /** What a route of an organization's does, once it is known who asks. */
    handle: Handle;
    /** For what stays open behind a request. */
    standingCaller(request: FastifyRequest): () => AnyContext | Promise<AnyContext>;
  }
  interface FastifyContextConfig {
    /** The body is signed, and handed on as it came. */
    rawBody?: true;
  }
  interface FastifyRequest {
    context: AnyContext | undefined;
    /** Whoever asks something of an organization: a refusal says as much as they may know. */
    judged: Context | undefined;
  }
}

function noSchemas(): never {
  throw new Error("input is validated and output made by the declarations, not by schemas of routes");
}

export function createRestServer(door: RestDoor): FastifyInstance {
  const logger: FastifyBaseLogger = door.logger;
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    genReqId: ({ headers }) => requestIdOf(headers),
    requestIdHeader: false,
    routerOptions: { querystringParser: () => ({}), maxParamLength: 200, ignoreDuplicateSlashes: false },
    forceCloseConnections: "idle",
    trustProxy: door.trustedProxies.length === 0 ? false : door.trustedProxies,
    requestTimeout: 30_000,
    connectionTimeout: silentMs,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 5_000,
      // whoever offers another protocol elsewhere (curl: h2c) is answered in this one
      shouldUpgradeCallback: ({ url }) => url?.startsWith("/v1/events/socket") === true,
    },
    // answered by the hook below, as a problem
    return503OnClosing: false,
    // our routes carry no schema of Fastify's: what would compile some is not even loaded (25 ms of every start)
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    frameworkErrors: (error, request, reply) => void sendFailure(request, reply, error),
    clientErrorHandler: refuseMalformed,
    // one logger for all requests: every line names its request itself
    childLoggerFactory: (parent) => parent,
  });
  server.decorateRequest("context", undefined);
  server.decorateRequest("judged", undefined);
  const routes: Route[] = [];
  server.decorate("knownRoutes", routes);
  server.addHook("onRoute", ({ method, url }) => {
    routes.push(...[method].flat().map((one) => ({ method: one, url })));
  });
  readBodies(server);
  server.setErrorHandler((error, request, reply) => sendAsTold(request, reply, error, door.rolesHolding));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, notFound("There is nothing at this path.")),
  );
  server.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    if (!door.stopping.aborted) return done();
    const stopping = unavailable("The server is stopping. Nothing was done.", { retryAfterSeconds: 1 });
    sendProblem(request, reply.header("connection", "close"), stopping);
  });
  turnAwayTooMany(server, door.shedding);
  server.addHook("onResponse", (request, reply, done) => {
    const { context, turnedAway } = request;
    if (turnedAway) return done();
    logger.info(
      {
        request_id: request.id,
        trace_id: traceIdOf(request.headers),
        organization: context?.organizationId ?? undefined,
        actor: context?.actor.id,
        method: request.method,
        route: request.routeOptions.url ?? "none",
        status: reply.statusCode,
        ms: round(reply.elapsedTime),
        sql: context?.sql.count ?? 0,
        sql_ms: round(context?.sql.ms ?? 0),
      },
      "request",
    );
    done();
  });

  const { publicUrl } = door.services;
  const cookies = createCookies(publicUrl);
  const keeper = { authenticate: door.authenticate, cookies, publicUrl, clock: door.clock };
  const handle: Handle = (admission, work) => async (request, reply) => {
    let context: AnyContext;
    try {
      const known = contextOf(keeper, request, admission);
      context = known instanceof Promise ? await known : known;
      request.context = context;
      if (admission.audience === "organization" && context.organizationId !== null) request.judged = context;
    } catch (error) {
      const { forgets } = admission;
      if (forgets !== undefined && error instanceof Problem && error.kind === unauthenticated.kind)
        reply.header("set-cookie", cookies.write({ name: forgets, value: null, maxAgeSeconds: 0 }));
      throw error;
    }
    spendRequest(door.requests, admission, context, reply);
    return work(context, request, reply);
  };
  server.decorate("handle", handle);
  server.decorate("standingCaller", (request) => standingCaller(keeper, request));
  for (const resource of door.registry.resources) {
    if (resource.path !== undefined) addReads(server, handle, door.registry, door.reads, resource);
  }
  for (const action of door.actions) addAction(server, handle, door.executor, cookies, action);
  for (const query of door.queries) addQuery(server, handle, query, door.services, door.stopping);
  return server;
}

/** Answers 405 with `Allow` for the methods that a path does not have. Called when all routes are there. */
export function refuseOtherMethods(server: FastifyInstance): void {
  const byUrl = Map.groupBy([...server.knownRoutes], ({ url }) => url);
  for (const [url, own] of byUrl) {
    const have = new Set(own.map(({ method }) => method));
    const allow = [...have].sort().join(", ");
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !have.has(method));
    server.route({
      method: others,
      url,
      exposeHeadRoute: false,
      handler: (request, reply) =>
        sendProblem(request, reply.header("allow", allow), methodNotAllowed(`This path takes ${allow}.`)),
    });
  }
}

function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    (request, bytes, done) => {
      try {
        refuseEncoded(request.headers["content-encoding"]);
        done(null, request.routeOptions.config.rawBody ? bytes : parseBody(bytes as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  // a deed without input may come without a body
  server.addHook("preValidation", (request, _reply, done) => {
    if (request.body === undefined) request.body = {};
    done();
  });
}

const round = (ms: number) => Math.round(ms * 1000) / 1000;
