/** How a job ends other than well: what it says of it, and what becomes of it. */

/** It could not be done now: it is tried again, until its attempts are used up. Its organization reads code and detail. */
export class JobFailed extends Error {
  override name = "JobFailed";
  readonly code: string;
  readonly detail: string;
  /** Not before this long from now. */
  readonly afterMs: number | undefined;

  /** @param code stable snake case @param detail a sentence without secrets, addresses or what a stranger wrote */
  constructor(code: string, detail: string, { afterMs, cause }: { afterMs?: number; cause?: unknown } = {}) {
    super(`${code}: ${detail}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.detail = detail;
    this.afterMs = afterMs;
  }
}

/** Trying again is useless: a dead letter at once, for somebody to look at. */
export class GiveUp extends JobFailed {
  override name = "GiveUp";
}

/** Not yet, and nobody's fault: it is done later, and the attempt does not count. */
export class TryLater extends JobFailed {
  override name = "TryLater";

  constructor(afterMs: number, code: string, detail: string) {
    super(code, detail, { afterMs });
  }
}

export type Failure = {
  code: string;
  detail: string;
  /** Whether an attempt is used up, none is, or all of them are. */
  counts: "one" | "none" | "all";
  afterMs: number | undefined;
};

/** What an error of another package says of itself, where it knows whether trying again helps: an outside call's. */
type Spoken = { code: string; detail: string; retryable: boolean; retryAfterMs?: number };

/** Of what was not foreseen the organization reads no more than that: the log has the cause. */
export const unexpected = "unexpected";

export function failureOf(error: unknown): Failure {
  if (error instanceof JobFailed) {
    const counts = error instanceof GiveUp ? "all" : error instanceof TryLater ? "none" : "one";
    return { code: error.code, detail: error.detail, counts, afterMs: error.afterMs };
  }
  if (isSpoken(error)) {
    const { code, detail, retryable, retryAfterMs } = error;
    const closed = code === "breaker_open" || code === "paused";
    return { code, detail, counts: closed ? "none" : retryable ? "one" : "all", afterMs: retryAfterMs };
  }
  return {
    code: unexpected,
    detail:
      "Something went wrong that was not foreseen. Whoever runs this installation finds it in the log by the job's id.",
    counts: "one",
    afterMs: undefined,
  };
}

function isSpoken(error: unknown): error is Spoken {
  const spoken = error as Partial<Spoken> | null;
  return (
    error instanceof Error &&
    typeof spoken?.code === "string" &&
    typeof spoken.detail === "string" &&
    typeof spoken.retryable === "boolean"
  );
}

export type Retry = {
  /** With the last one it is a dead letter. */
  attempts: number;
  firstMs: number;
  mostMs: number;
};

/** About a day and a half, most of the tries within the first hours. */
export const usualRetry: Retry = { attempts: 20, firstMs: 2_000, mostMs: 4 * 3_600_000 };

/**
 * How long to wait after an attempt: doubling, each time anywhere in the upper half of it, so that what failed together
 * does not come back together.
 * @param attempt from 1
 */
export function restAfter({ firstMs, mostMs }: Retry, attempt: number, random = Math.random()): number {
  const full = Math.min(mostMs, firstMs * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random / 2));
}
