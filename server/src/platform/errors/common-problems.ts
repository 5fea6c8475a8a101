import { denialMembers } from "./denial.ts";
import { defineProblem } from "./problem.ts";

export const malformedRequest = defineProblem({
  code: "malformed_request",
  status: 400,
  title: "The request cannot be read",
  describe: "The body is not valid JSON in UTF-8, or a header or path is not well formed. Nothing was done.",
});
export const unknownParameter = defineProblem({
  code: "unknown_parameter",
  status: 400,
  title: "Unknown or invalid query parameter",
  describe:
    "A query parameter, filter, operator, sort or expansion does not exist here or has an unusable value. The detail names it and those that exist.",
});
export const dryRunImpossible = defineProblem({
  code: "dry_run_impossible",
  status: 400,
  title: "This action cannot be tried out",
  describe: "The action proves an identity or mints a secret, so `dry_run=true` is refused.",
  remedy: "Leave `dry_run` away. There is no way to try this one out.",
});
export const unauthenticated = defineProblem({
  code: "unauthenticated",
  status: 401,
  title: "Who are you?",
  describe: "The credential is missing, unknown, expired or revoked. Send `Authorization: Bearer plk_…`.",
  remedy:
    "Send `Authorization: Bearer` with an API key or an access token that is still good. An access token lasts 10 minutes: get another with `POST /v1/auth/refresh`, or log in again.",
});
export const forbidden = defineProblem({
  code: "forbidden",
  status: 403,
  title: "Not allowed",
  describe:
    "You are known, and a rule of access refuses. Which one, and what would change it, is for those who hold `access:explain`; to others the detail says why only where it tells nothing of permissions or of other people's objects.",
  remedy:
    "People ask an owner or admin of their organization for a role that holds the permission; programs use a key that holds it. Whoever holds `access:explain` asks `GET /v1/access/explain` which one that is. Repeating the request as it is gives the same answer.",
  members: denialMembers,
});
export const notFound = defineProblem({
  code: "not_found",
  status: 404,
  title: "Not found",
  describe:
    "There is no such object or path among what you may see. An id in a body that you may not see is reported as 422 with this code at its pointer.",
});
export const methodNotAllowed = defineProblem({
  code: "method_not_allowed",
  status: 405,
  title: "Method not allowed",
  describe: "The path exists, the method does not. `Allow` names those that do.",
});
export const alreadyExists = defineProblem({
  code: "already_exists",
  status: 409,
  title: "Already exists",
  describe: "A value that must be unique in the organization is taken. The error's pointer names the field.",
  remedy: "Use another value, or find the object that has it and change that one.",
});
export const stillReferenced = defineProblem({
  code: "still_referenced",
  status: 409,
  title: "Still in use",
  describe: "Other objects refer to this one, so it cannot be removed.",
  remedy:
    "Remove or change what refers to it first, or keep it and set it out of use where it has a status for that.",
});
export const invalidState = defineProblem({
  code: "invalid_state",
  status: 409,
  title: "Not possible in this state",
  describe:
    "The object's status does not allow this action. The detail names the status and what would be needed.",
});
export const requestInProgress = defineProblem({
  code: "request_in_progress",
  status: 409,
  title: "The same request is still running",
  describe:
    "Another request with this Idempotency-Key has not finished. Try again after `Retry-After` seconds.",
  remedy:
    "Repeat the same request under the same `Idempotency-Key` after `Retry-After` seconds: then it answers what the first one did.",
});
export const staleVersion = defineProblem({
  code: "stale_version",
  status: 412,
  title: "Changed by somebody else",
  describe:
    "`If-Match` names a version that is no longer current. Read the object again and repeat the change.",
});
export const bodyTooLarge = defineProblem({
  code: "body_too_large",
  status: 413,
  title: "The body is too large",
  describe: "The request's body is over the limit named in the detail. Split the work into several requests.",
});
export const unsupportedMediaType = defineProblem({
  code: "unsupported_media_type",
  status: 415,
  title: "Unsupported media type",
  describe: "Send `Content-Type: application/json` (or `application/merge-patch+json` with PATCH).",
});
export const invalidInput = defineProblem({
  code: "invalid_input",
  status: 422,
  title: "The input breaks a rule",
  describe:
    "The JSON is valid but one or more fields are not. Every mistake is listed under `errors` with its pointer.",
});
export const idempotencyKeyReused = defineProblem({
  code: "idempotency_key_reused",
  status: 422,
  title: "The Idempotency-Key belongs to another request",
  describe: "This key was used with another method, path, query or body in the last 24 hours. Use a new key.",
  remedy:
    "Send the request under a new `Idempotency-Key`; keep a key only to repeat exactly the same request.",
});
export const preconditionRequired = defineProblem({
  code: "precondition_required",
  status: 428,
  title: "If-Match is required",
  describe:
    "A change needs `If-Match` with the ETag or version that you read, so that nobody's work is overwritten.",
});
export const requestTimeout = defineProblem({
  code: "request_timeout",
  status: 408,
  title: "The request took too long to arrive",
  describe: "Headers must arrive within 10 seconds and the whole request within 30. Nothing was done.",
  remedy:
    "Send the request again over a connection that is fast enough; with a `POST`, under the same `Idempotency-Key`.",
});
export const headersTooLarge = defineProblem({
  code: "headers_too_large",
  status: 431,
  title: "The headers are too large",
  describe: "The request line and headers together are over 16 KiB.",
});
export const internalError = defineProblem({
  code: "internal_error",
  status: 500,
  title: "Something went wrong on our side",
  describe: "An unexpected failure. Nothing was done. Tell the operator the request id.",
});
export const unavailable = defineProblem({
  code: "unavailable",
  status: 503,
  title: "Not available right now",
  describe:
    "The server is starting, stopping, or cannot reach its database. Nothing was done. Try again after `Retry-After` seconds.",
});
export const overloaded = defineProblem({
  code: "overloaded",
  status: 503,
  title: "Too much is asked of this server",
  describe:
    "More requests come than this server can answer, so that some are turned away at once and the others are answered soon. Nothing was done, and nobody was looked up. Try again after `Retry-After` seconds, which are different for everybody so that not all come back together.",
  remedy:
    "Wait `Retry-After` seconds, then repeat the request as it is. What takes access away, such as revoking a key, and what shows where work stands still has places of its own. Whoever runs the installation sees in `plinth_shed_total` of `/metrics` what is waited for.",
});
export const outsideUnavailable = defineProblem({
  code: "outside_unavailable",
  status: 503,
  title: "An outside system does not answer",
  describe:
    "What was asked needs an outside system that does not answer right now, and nobody knows whether it has heard of it. What was begun is kept and is taken up again by itself. Repeat the request with the same Idempotency-Key after `Retry-After` seconds to have its answer: it is done once at most.",
});
export const outcomeUnknown = defineProblem({
  code: "outcome_unknown",
  status: 503,
  title: "The outcome is not known",
  describe:
    "The database connection was lost while committing. Repeat the request with the same Idempotency-Key: it is done once at most.",
});
