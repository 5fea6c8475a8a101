/** Sensitive verbs ask for a proof of identity that is not old: a session that was left open is not enough. */
import { defineProblem } from "#platform/errors";
import type { AnyContext } from "./context.ts";

/** For how long after a proof sensitive verbs may be done. */
export const freshForMs = 10 * 60_000;

export const stepUpRequired = defineProblem({
  code: "step_up_required",
  status: 403,
  title: "Prove again that it is you",
  describe:
    "The verb is sensitive and your last proof of identity is older than 10 minutes. Send one to `POST /v1/auth/step_up`, then repeat the request.",
  remedy:
    "Send a password, a code or a passkey to `POST /v1/auth/step_up`, then repeat the same request within 10 minutes.",
});

/** @throws 403 `step_up_required` when a human acts whose last proof is too old. Programs have none to renew. */
export function requireFreshProof({ person, now }: AnyContext): void {
  if (person === undefined || now.getTime() - person.authenticatedAt.getTime() <= freshForMs) return;
  throw stepUpRequired("Your last proof of identity is older than 10 minutes: renew it, then try again.");
}
