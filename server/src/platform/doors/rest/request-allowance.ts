/** Requests are counted where they are an organization's; people's own and public ones have limits of their own. */
import type { FastifyReply } from "fastify";
import type { AnyContext } from "#platform/access";
import { type Limited, type RequestLimit, rateLimited } from "#platform/limits";
import { countRateLimited } from "#platform/telemetry";
import type { Admission } from "./caller.ts";

/**
 * Takes one request from what the caller and their organization may send, and says in the answer what is left. Before
 * any statement, and whatever becomes of the request; a long poll is one. What takes access away is not counted: whoever
 * floods an organization's requests must not keep it from taking their key away.
 * @throws 429 `rate_limited` with `Retry-After`
 */
export function spendRequest(
  limit: RequestLimit,
  { audience, uncounted }: Admission,
  context: AnyContext,
  reply: FastifyReply,
): void {
  if (context.organizationId === null || audience === "person" || audience === "public" || uncounted) return;
  // a human is one, with their session and with every key of theirs
  const caller = context.responsibleUserId ?? context.actor.id;
  const allowance = limit.take(context.organizationId, caller, context.tenant.requestsPerMinute);
  if (allowance === undefined) return;
  const { policy, left, by, retryAfterSeconds } = allowance;
  reply.header("ratelimit-policy", policy);
  reply.header("ratelimit", left);
  if (retryAfterSeconds === null) return;
  countRateLimited("requests");
  throw rateLimited(`${tooMany[by]} (${policy}). Nothing was done.`, { retryAfterSeconds });
}

const tooMany: Record<Limited, string> = {
  organization: "Your organization has sent more requests than it may",
  actor: "You have sent more requests than one of your organization may: half of them",
};
