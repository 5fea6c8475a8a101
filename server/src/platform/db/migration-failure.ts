/**
 * A failed migration, told to the person who has to mend it: which file, which line, what was wrong.
 */
import { DatabaseError } from "pg";
import type { Migration } from "./migration-files.ts";

/**
 * The error to throw when `migration` failed with `error`. Keeps the SQLSTATE as `code`, so that
 * the caller can tell a lock that was not free from a mistake in the file.
 */
export function failedMigration(migration: Migration, error: unknown): Error {
  if (!(error instanceof DatabaseError)) {
    const cause = error instanceof Error ? error.message : String(error);
    return new Error(`Migration ${migration.name} failed: ${cause}`, { cause: error });
  }
  const line = lineAt(migration.sql, error.position);
  const place = line === undefined ? "" : ` at line ${line.number}`;
  const told = [
    `Migration ${migration.name} failed${place}: ${error.message} (${error.code ?? "no SQLSTATE"}). Nothing of it was applied.`,
    line === undefined ? undefined : `  ${line.number} | ${line.text.trim()}`,
    error.detail === undefined ? undefined : `  detail: ${error.detail}`,
    error.hint === undefined ? undefined : `  hint: ${error.hint}`,
    error.where === undefined ? undefined : `  in: ${error.where}`,
  ];
  const failure = new Error(told.filter((part) => part !== undefined).join("\n"), { cause: error });
  return Object.assign(failure, { code: error.code });
}

/** PostgreSQL counts characters from 1; without a position (a row broke a rule) there is no line. */
function lineAt(sql: string, position: string | undefined): { number: number; text: string } | undefined {
  if (position === undefined) return undefined;
  const number =
    Array.from(sql)
      .slice(0, Number(position) - 1)
      .filter((character) => character === "\n").length + 1;
  return { number, text: sql.split("\n")[number - 1] ?? "" };
}
