/** How answers leave: headers that every one has, and problems as application/problem+json. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { problemOf } from "#platform/action";
import {
  bodyTooLarge,
  internalError,
  malformedRequest,
  notFound,
  type Problem,
  unavailable,
  unsupportedMediaType,
} from "#platform/errors";

const always = { "cache-control": "private, no-cache" };
const varyWithCaller = "Authorization, Cookie, Plinth-Organization";
const withBody = { ...always, "content-type": "application/json; charset=utf-8" };

/** Sends finished JSON text. @param caching instead of what every answer says */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: string | null,
  caching?: "no-store",
): FastifyReply {
  reply.code(status).headers(body === null ? always : withBody);
  // a route whose answers depend on more has said so
  if (!reply.hasHeader("vary")) reply.header("vary", varyWithCaller);
  if (caching !== undefined) reply.header("cache-control", caching);
  return reply.send(body ?? undefined);
}

/** Answers a failure. What nobody foresaw is a 500 with the request id, and its cause in the log. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = problemOfFastify(error) ?? problemOf(error);
  const problem =
    known ?? internalError("An unexpected failure. Nothing was done. Tell the operator the request id.");
  if (known === undefined) request.log.error({ err: error, request_id: request.id }, "failed");
  // a database that is away fails every request: its cause in a line each, and not a stack
  else if (known.kind.status >= 500)
    request.log.warn(
      { cause: String((error as Error).cause ?? error), request_id: request.id },
      known.kind.code,
    );
  return sendProblem(request, reply, problem);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.kind.status === 401) reply.header("www-authenticate", "Bearer");
  return reply
    .code(problem.kind.status)
    .headers(problem.headers)
    .header("x-request-id", request.id) // what the HTTP layer refuses has met no hook
    .header("cache-control", "no-store")
    .header("content-type", "application/problem+json; charset=utf-8")
    .send(problem.body(request.id));
}

/** A client that hung up while sending, or anything else that the HTTP layer blames on the request. */
function isTheRequests(error: unknown): boolean {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "ECONNRESET") return message === "aborted";
  return (
    code?.startsWith("FST_") === true && statusCode !== undefined && statusCode >= 400 && statusCode < 500
  );
}

/** What the HTTP layer itself refuses, by its error code. */
function problemOfFastify(error: unknown): Problem | undefined {
  const code = (error as { code?: unknown }).code;
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return bodyTooLarge(
        "The body is larger than 1 MiB (8 MiB for a batch). Split it into several requests.",
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return unsupportedMediaType("Send Content-Type: application/json.");
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
    case "FST_ERR_BAD_URL":
      return malformedRequest("The request ended early or its Content-Length or path is wrong.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return notFound("There is nothing at this path.");
    case "FST_ERR_REOPENED_CLOSE_SERVER":
      return unavailable("The server is stopping.", { retryAfterSeconds: 1 });
    default:
      return isTheRequests(error)
        ? malformedRequest("The request ended early or is not well formed.")
        : undefined;
  }
}
