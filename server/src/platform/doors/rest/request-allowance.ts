/** Requests are counted where they are an organization's; people's own and public ones have limits of their own. */
import type { FastifyReply } from "fastify";
import type { AnyContext } from "#platform/access";
import { type RequestLimit, rateLimited } from "#platform/limits";
import { countRateLimited } from "#platform/telemetry";
import type { Admission } from "./caller.ts";

/**
 * Takes one request from what the caller's organization may send, and says in the answer what is left. Before any
 * statement, and whatever becomes of the request; a long poll is one.
 * @throws 429 `rate_limited` with `Retry-After`
 */
export function spendRequest(
  limit: RequestLimit,
  { audience }: Admission,
  context: AnyContext,
  reply: FastifyReply,
): void {
  if (context.organizationId === null || audience === "person" || audience === "public") return;
  const allowance = limit.take(context.organizationId, context.tenant.requestsPerMinute);
  if (allowance === undefined) return;
  const { policy, left, retryAfterSeconds } = allowance;
  reply.header("ratelimit-policy", policy);
  reply.header("ratelimit", left);
  if (retryAfterSeconds === null) return;
  countRateLimited("requests");
  const detail = `Your organization has sent more requests than it may (${policy}). Nothing was done.`;
  throw rateLimited(detail, { retryAfterSeconds });
}
