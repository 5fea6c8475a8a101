/** How a refusal by a rule of access leaves: as much of it as its caller may know. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { asTold, isDenial, type RolesHolding } from "#platform/access";
import { problemOf } from "#platform/action";
import { countRefused } from "#platform/telemetry";
import { sendFailure, sendProblem } from "./answer.ts";

/** Answers any failure. The rule is counted and logged whoever asked: the operator finds it under the request id. */
export async function sendAsTold(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  holding: RolesHolding,
): Promise<FastifyReply> {
  const problem = problemOf(error);
  if (problem === undefined || !isDenial(problem)) return sendFailure(request, reply, error);
  const { rule = "policy", permissions } = problem.denial ?? {};
  request.log.info({ request_id: request.id, code: problem.kind.code, rule, permissions }, "refused");
  countRefused(rule);
  const { judged } = request;
  if (judged === undefined) return sendFailure(request, reply, error);
  try {
    return sendProblem(request, reply, await asTold(problem, judged, holding));
  } catch (failure) {
    return sendFailure(request, reply, failure);
  }
}
