import { forbidden } from "#platform/errors";
import type { Context } from "./context.ts";

/** A rule of access as a sentence: `allowed`, or why not, in words that may be shown to the caller. */
export type Sentence = { allowed: true } | { allowed: false; because: string };

/** @throws 403 `forbidden` with the sentence's reason. */
export function authorize(sentence: Sentence): void {
  if (!sentence.allowed) throw forbidden(sentence.because);
}

/** Does the caller hold the permission? */
export function may(context: Context, permission: string): Sentence {
  return context.permissions.has(permission)
    ? { allowed: true }
    : { allowed: false, because: `This needs the permission "${permission}", which you do not hold.` };
}
