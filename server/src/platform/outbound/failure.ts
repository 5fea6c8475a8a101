/** How a call to the outside fails, in words for whoever reads a job or a connection: never an address, a secret or what the other side said. */

export type FailureCode =
  | "refused_address"
  | "refused_request"
  | "timeout"
  | "unreachable"
  | "too_large"
  | "redirected"
  | "breaker_open"
  | "paused"
  | "bad_answer";

export type FailureOptions = {
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** Not before this long, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** For the log. */
  cause?: unknown;
};

/** `code` and `detail` may be shown to the tenant; `cause` may not. */
export class OutboundFailure extends Error {
  override name = "OutboundFailure";
  readonly code: FailureCode;
  readonly detail: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  /** @param detail a sentence */
  constructor(code: FailureCode, detail: string, { retryable, retryAfterMs, cause }: FailureOptions) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}
