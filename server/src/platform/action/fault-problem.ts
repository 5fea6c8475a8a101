/** What a failure of the database means to the caller. Unknown failures stay what they are: a 500 and a log line. */
import {
  type DatabaseFault,
  isConnectionLoss,
  isDatabaseFault,
  isExhaustion,
  isRetryable,
  isTimeout,
  OutcomeUnknown,
  uniqueColumns,
} from "#platform/db";
import {
  alreadyExists,
  type FieldError,
  forbidden,
  invalidInput,
  outcomeUnknown,
  Problem,
  stillReferenced,
  unavailable,
} from "#platform/errors";

/** @returns the problem to answer with, or undefined for what nobody foresaw. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof OutcomeUnknown) {
    return outcomeUnknown(
      "The connection to the database was lost while committing. Repeat with the same Idempotency-Key.",
      {
        retryAfterSeconds: 1,
        cause: error,
      },
    );
  }
  if (isConnectionLoss(error) || isPoolTimeout(error))
    return busy("The database cannot be reached at the moment.", error);
  if (isTimeout(error)) return busy("It took too long, because others work on the same objects.", error);
  if (isRetryable(error)) return busy("Others changed the same objects at the same time.", error);
  if (isExhaustion(error)) return busy("The database is at its limits.", error);
  return isDatabaseFault(error) ? ruleProblem(error) : undefined;
}

function busy(detail: string, cause: unknown): Problem {
  return unavailable(`${detail} Nothing was done.`, { retryAfterSeconds: 1, cause });
}

function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("timeout exceeded when trying to connect");
}

/** A rule of the database that the input broke: class 22 (values) and 23 (constraints). */
function ruleProblem(fault: DatabaseFault): Problem | undefined {
  if (fault.code === "23505") {
    const columns = uniqueColumns(fault);
    return taken(columns.at(-1) ?? "", `There is one with this ${columns.join(" and ")} already.`, fault);
  }
  if (fault.code === "23503") {
    return notThere("/", fault);
  }
  if (fault.code === "23514") {
    const detail = `The rule "${(fault.constraint ?? "").replaceAll("_", " ")}" is broken.`;
    return invalidInput(detail, { errors: [{ pointer: "", code: "rule", detail }], cause: fault });
  }
  if (fault.code === "42501" && /row-level security/.test(fault.message)) {
    return forbidden("This would lie outside of what you may see.", {
      cause: fault,
      denial: { rule: "object" },
    });
  }
  // class 22, data exception: a value that no schema refused and the database cannot take
  if (fault.code?.startsWith("22")) {
    const detail = "A value is outside of what can be kept.";
    return invalidInput(detail, { errors: [{ pointer: "", code: "range", detail }], cause: fault });
  }
  return undefined;
}

/**
 * 409: what refers to the object forbids that it goes.
 * @param referring the table of what refers, in words, where the caller may read it.
 */
export function stillInUse(cause: unknown, referring = "other objects"): Problem {
  const who = `${referring.charAt(0).toUpperCase()}${referring.slice(1)}`;
  return stillReferenced(`${who} refer to this one. Archive it instead, or remove them first.`, { cause });
}

/** 422 `not_found` at a pointer: the same for what another organization has and for what never existed. */
export function notThere(pointer: string, cause?: unknown): Problem {
  const detail = "There is no such object.";
  return invalidInput(`The id at "${pointer}" names nothing that you may see.`, {
    errors: [{ pointer, code: "not_found", detail }],
    cause,
  });
}

/** 409 `already_exists` at a field. */
export function taken(field: string, detail: string, cause?: unknown): Problem {
  return alreadyExists(detail, { errors: [{ pointer: `/${field}`, code: "already_exists", detail }], cause });
}

/** The same problem seen from a batch: pointers start at the item. */
export function atItem(problem: Problem, index: number): Problem {
  const prefix = `/items/${index}`;
  const errors: FieldError[] = problem.errors?.map((error) => ({
    ...error,
    pointer: `${prefix}${error.pointer}`,
  })) ?? [{ pointer: prefix, code: problem.kind.code, detail: problem.message }];
  return new Problem(problem.kind, `Item ${index}: ${problem.message}`, {
    errors,
    headers: problem.headers,
    denial: problem.denial,
    cause: problem,
  });
}
