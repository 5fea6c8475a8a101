/** What goes wrong: Plinth refuses and says why, or nobody answers. */
import type { Problem, ProblemCode } from "./api.ts";

/** An answer of Plinth that is no success (RFC 9457). Programs read `code`, people read `detail`. */
export class PlinthProblem extends Error {
  override readonly name = "PlinthProblem";
  readonly status: number;
  /** What kind of problem; codes may be added. An answer that is not Plinth's own (a proxy's) is `http_<status>`. */
  readonly code: ProblemCode | (string & {});
  readonly title: string;
  readonly detail: string;
  /** Every single mistake, with a JSON pointer into the body or the name of a parameter. */
  readonly errors: NonNullable<Problem["errors"]>;
  /** Tell it to whoever runs the installation. */
  readonly requestId: string | undefined;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** The whole problem, with what only some codes say. */
  readonly members: Readonly<Record<string, unknown>>;
  /** An earlier attempt of the same call was lost on its way, and may have been what this one ran into. */
  readonly uncertain: boolean;

  constructor(members: Partial<Problem> & { status: number }, met: Met = {}) {
    super(members.detail ?? members.title ?? `The server answered ${members.status}.`);
    this.status = members.status;
    this.code = members.code ?? `http_${members.status}`;
    this.title = members.title ?? "";
    this.detail = this.message;
    this.errors = members.errors ?? [];
    this.requestId = members.request_id;
    this.members = members;
    this.retryAfterMs = met.retryAfterMs;
    this.uncertain = met.uncertain ?? false;
  }
}

type Met = { retryAfterMs?: number | undefined; uncertain?: boolean };

/** No answer came: no network, no server, or it took too long. Whether a write was done is not known. */
export class PlinthUnreachable extends Error {
  override readonly name = "PlinthUnreachable";
  /** Repeat the same call under it later, and it is done once at most. */
  readonly idempotencyKey: string | undefined;

  constructor(cause: unknown, idempotencyKey?: string) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`Plinth could not be reached: ${why}`, { cause });
    this.idempotencyKey = idempotencyKey;
  }
}

/** The problem in an answer that is no success, whoever answered. */
export function problemIn(response: Response, text: string, uncertain = false): PlinthProblem {
  const met = { retryAfterMs: retryAfterMs(response.headers.get("retry-after")), uncertain };
  const members = (response.headers.get("content-type") ?? "").startsWith("application/problem+json")
    ? objectIn(text)
    : {};
  return new PlinthProblem({ ...members, status: response.status }, met);
}

/** Seconds or a date, as RFC 9110 has it; undefined for what is neither. */
export function retryAfterMs(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function objectIn(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
