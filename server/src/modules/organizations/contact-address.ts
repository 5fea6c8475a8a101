import type { KnownContact } from "#modules/customers";
import { comparableEmail, isEmail } from "#platform/email";

/**
 * Where a contact can be written to, in the form that is compared; undefined where nobody can be. Whoever owns this
 * address may become the buyer: an invitation to one that was mistyped is good for nobody once it is put right.
 */
export function addressOf({ email }: Pick<KnownContact, "email">): string | undefined {
  return email !== null && isEmail(email) ? comparableEmail(email) : undefined;
}
