/** What a database error means, read from its SQLSTATE (PostgreSQL 18, appendix A). */

export type DatabaseFault = Error & {
  code?: string;
  constraint?: string;
  table?: string;
  column?: string;
  detail?: string;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && typeof (error as DatabaseFault).code === "string"
    ? ((error as DatabaseFault).code ?? "")
    : "";

const networkCodes = new Set([
  ...["ECONNRESET", "EPIPE", "ECONNREFUSED", "ENOENT", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"],
]);

/** The connection is gone or the server is going: class 08, 57P01–57P03, or the socket's own error. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith("08") || code.startsWith("57P0") || networkCodes.has(code)) return true;
  return (
    error instanceof Error &&
    /connection (terminated|ended|error)|not queryable|was closed|^timeout expired$/i.test(error.message)
  );
}

/** 26000: a prepared statement that the driver believes in and the server does not have. */
export function isMissingStatement(error: unknown): boolean {
  return codeOf(error) === "26000";
}

/** 40001 and 40P01: the transaction lost against a rival and may simply be run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
}

/** 55P03 and 57014: it waited too long for a lock, or ran too long. */
export function isTimeout(error: unknown): boolean {
  const code = codeOf(error);
  return code === "55P03" || code === "57014";
}

/** 53xxx: out of connections, memory or disk. */
export function isExhaustion(error: unknown): boolean {
  return codeOf(error).startsWith("53");
}

/** 23503: a foreign key is broken. */
export function isForeignKeyFault(error: unknown): boolean {
  return codeOf(error) === "23503";
}

export function isDatabaseFault(error: unknown): error is DatabaseFault {
  return /^[0-9A-Z]{5}$/.test(codeOf(error));
}

/**
 * The columns of a unique constraint that is named `<table>_<columns>_unique`. PostgreSQL itself withholds
 * which values collided, because under row policies the caller might not see them.
 */
export function uniqueColumns({ constraint = "", table = "" }: DatabaseFault): string[] {
  const columns = constraint.replace(`${table}_`, "").replace(/_unique$/, "");
  return columns.split("_and_");
}
