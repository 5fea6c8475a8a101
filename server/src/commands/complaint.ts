/** What a command says when it fails. */
import { inspect } from "node:util";
import { ConfigError } from "#config";
import { EmbeddedPostgresError } from "#platform/embedded-postgres";
import { Problem } from "#platform/errors";
import { MissingSecret } from "#platform/secrets";

/** What went wrong and what to do about it, for the person who typed the command. */
export class Complaint extends Error {
  override name = "Complaint";
}

/** Words where the person can mend it; with stack and causes where the mistake is ours. */
export function complaintOf(error: unknown): string {
  if (error instanceof Problem) return problemText(error);
  if (error instanceof Error && error.cause instanceof MissingSecret)
    return `${error.message}\nPut that secret back into PLINTH_SECRET, behind the first one, and run: npm run plinth -- secrets reseal`;
  const mendable = [Complaint, ConfigError, EmbeddedPostgresError].some((kind) => error instanceof kind);
  return mendable ? (error as Error).message : inspect(error);
}

/** Waits for `work`; a plain error of it, which says in words what failed, becomes a complaint. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.constructor === Error)
      throw new Complaint(error.message, { cause: error });
    throw error;
  }
}

/** Each mistake once: what the problem says already is not said again beside its field. */
function problemText({ message, errors = [] }: Problem): string {
  const more = errors.filter(({ detail }) => detail !== message);
  if (more.length === 0) return message;
  const lines = more.map(({ pointer, detail }) =>
    pointer === "" ? `  ${detail}` : `  ${pointer}: ${detail}`,
  );
  // the reader of an answer is led to its "errors"; here they stand below
  return [message.replace(/; see "errors"\.$/, ":"), ...lines].join("\n");
}
