import type { TSchema } from "typebox";
import type { Denial } from "./denial.ts";

/** One mistake at one place of the input. `pointer` is a JSON Pointer (RFC 6901) into the body, or a parameter's name. */
export type FieldError = { pointer: string; code: string; detail: string };

/** What a code means: declared once, shown in the catalogue and in OpenAPI. */
export type ProblemKind = {
  code: string;
  status: number;
  title: string;
  describe: string;
  /** What to do about it, where the status does not say it well enough. */
  remedy?: string;
  /** What such a problem says besides what all say (RFC 9457 §3.2), described; always there unless optional. */
  members?: Record<string, TSchema>;
};

type Extra = {
  errors?: FieldError[] | undefined;
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  /** The members that its kind declares: what the caller needs to go on. They take the place of nothing else. */
  members?: Record<string, unknown>;
  denial?: Denial | undefined;
  cause?: unknown;
};

/** Thrown (nothing happened) or handed to `refuse` (what was written stays). `message` is the outward detail. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;
  /** Not part of the body: the door tells it to those who may know. */
  readonly denial: Denial | undefined;

  constructor(kind: ProblemKind, detail: string, extra: Extra = {}) {
    super(detail, { cause: extra.cause });
    this.name = "Problem";
    this.kind = kind;
    this.errors = extra.errors;
    this.members = extra.members ?? {};
    this.denial = extra.denial;
    this.headers = {
      ...extra.headers,
      ...(extra.retryAfterSeconds === undefined ? {} : { "retry-after": String(extra.retryAfterSeconds) }),
    };
  }

  /** The body of the answer, as `application/problem+json`. */
  body(requestId: string): string {
    const { code, status, title } = this.kind;
    const always = { type: `/errors/${code}`, title, status, code, detail: this.message };
    const errors = this.errors ? { errors: this.errors } : {};
    return JSON.stringify({
      ...always,
      ...errors,
      ...this.members,
      ...always,
      ...errors,
      request_id: requestId,
    });
  }
}

export type RaiseProblem = ((detail: string, extra?: Extra) => Problem) & { kind: ProblemKind };

const known = new Map<string, ProblemKind>();

/**
 * Declares a code and answers the function that makes its problems.
 * @throws when the code exists already or is not snake_case: one code means one thing.
 */
export function defineProblem(kind: ProblemKind): RaiseProblem {
  if (known.has(kind.code)) throw new Error(`the problem code "${kind.code}" is declared twice`);
  if (!/^[a-z][a-z0-9_]*$/.test(kind.code))
    throw new Error(`the problem code "${kind.code}" is not snake_case`);
  known.set(kind.code, kind);
  return Object.assign((detail: string, extra?: Extra) => new Problem(kind, detail, extra), { kind });
}

/** Every declared problem, sorted by code. */
export function catalogue(): ProblemKind[] {
  return [...known.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
