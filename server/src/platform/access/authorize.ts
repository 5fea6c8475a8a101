import { type Denial, forbidden } from "#platform/errors";
import type { Context } from "./context.ts";

/**
 * A rule of access as a sentence: `allowed`, or why not, and which rule it was. The words are for those who may know,
 * unless `denial` says that everybody is told. Absent it is a rule of a module's own.
 */
export type Sentence = { allowed: true } | { allowed: false; because: string; denial?: Denial };

/** @throws 403 `forbidden` with the sentence's reason. */
export function authorize(sentence: Sentence): void {
  if (!sentence.allowed) throw forbidden(sentence.because, { denial: sentence.denial });
}

/** Does the caller hold the permission? */
export function may(context: Pick<Context, "permissions">, permission: string): Sentence {
  return context.permissions.has(permission)
    ? { allowed: true }
    : {
        allowed: false,
        because: `This needs the permission "${permission}", which you do not hold.`,
        denial: { rule: "permission", permissions: [permission] },
      };
}
