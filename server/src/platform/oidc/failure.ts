/** A failure with its two audiences: a problem for the person, the cause in words for the log. */
import { ResponseBodyError } from "openid-client";
import type { Problem } from "#platform/errors";
import { Unreachable } from "./guarded-fetch.ts";
import { outsideSignInFailed, providerUnavailable } from "./problems.ts";

/** Anything that went wrong with a provider, as 503 when it is away and 401 when its answer is no good. */
export function toProblem(title: string, error: unknown): Problem {
  const cause = new Error(inWords(error));
  if (chain(error).some((each) => each instanceof Unreachable)) {
    const detail = `${title} cannot be reached right now. Nothing was done.`;
    return providerUnavailable(detail, { retryAfterSeconds: 10, cause });
  }
  return outsideSignInFailed(`${title} has not proven who you are. Begin again from the start.`, { cause });
}

/**
 * The messages along the causes. Never the error itself: those of the library carry the answer with its
 * tokens and claims, and a log would keep them.
 */
function inWords(error: unknown): string {
  return chain(error)
    .map((each) =>
      each instanceof ResponseBodyError ? `${each.message} (${each.error.slice(0, 60)})` : each.message,
    )
    .filter((message, index, all) => message !== all[index - 1])
    .join(": ");
}

function chain(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chain(error.cause)] : [];
}
