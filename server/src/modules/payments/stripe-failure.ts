/** How a call to Stripe went wrong, in our words: whether it was refused for good or may be tried again. */
import { OutboundFailure } from "#platform/outbound";
import { isStripeError } from "./stripe-library.ts";

/** Stripe understood and will not do it: trying again gives the same answer. */
export class StripeRefusal extends Error {
  override name = "StripeRefusal";
  /** Stripe's code, such as `amount_too_small`. */
  readonly code: string;
  /** In a sentence, without what Stripe wrote. */
  readonly detail: string;

  constructor(code: string, cause: unknown) {
    const detail = `Stripe refused it: ${code}.`;
    super(detail, { cause });
    this.code = code;
    this.detail = detail;
  }
}

/**
 * What is known to have reached nobody: the connection's address may not be called, or the request cannot be sent. Asking
 * again ends the same way until somebody changes that. @returns why, in a sentence; undefined for anything else
 */
export function whyUnsent(error: unknown): string | undefined {
  if (!(error instanceof OutboundFailure) || error.retryable || !unsent.has(error.code)) return undefined;
  return `Nothing was sent to Stripe: ${error.detail}`;
}

const unsent = new Set<OutboundFailure["code"]>(["refused_address", "refused_request"]);

/** For `.catch`: @throws `StripeRefusal`, or the failure of the call, which may be tried again */
export function failureAt(error: unknown): never {
  throw failureOf(error);
}

function failureOf(error: unknown): unknown {
  if (!isStripeError(error)) return error;
  // the way out of the house says it best
  if (error.detail instanceof OutboundFailure) return error.detail;
  const { statusCode = 0 } = error;
  if (statusCode === 401 || statusCode === 403)
    return new OutboundFailure("bad_answer", "Stripe did not accept the credentials.", {
      retryable: true,
      retryAfterMs: 300_000,
      cause: error,
    });
  if (statusCode === 400 || statusCode === 402 || statusCode === 404)
    return new StripeRefusal(
      /^[a-z_]{1,80}$/.test(error.code ?? "") ? String(error.code) : "invalid_request",
      error,
    );
  const detail = statusCode === 0 ? "Stripe could not be reached." : `Stripe answered ${statusCode}.`;
  return new OutboundFailure("bad_answer", detail, { retryable: true, cause: error });
}
