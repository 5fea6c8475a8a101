import { type HeldRole, mayGrant, mayTake } from "#modules/organizations";
import type { Context, Sentence } from "#platform/access";
import { isWithin } from "#platform/limits";

export { mayGrant };

/** What a key is worth to whoever has its secret. */
export type Worth = {
  role: HeldRole;
  scopes: string[] | null;
  customer_scope: string[] | null;
  allowed_ranges: string[] | null;
  expires_at: Date | null;
  service_account_id: string | null;
  /** The member whose key it is. */
  user_id: string | null;
};

/** Nobody takes from others what they could not have given. What is one's own one may always end. */
export function mayRevoke(context: Context, key: Pick<Worth, "role" | "scopes" | "user_id">): Sentence {
  if (context.person !== undefined && key.user_id === context.person.userId) return { allowed: true };
  return mayTake(context, key.role, key.scopes);
}

/** A new secret is worth as much as the key: who gets it could have made the key, and acts in nobody else's name. */
export function mayRotate(context: Context, key: Worth): Sentence {
  if (key.user_id !== null && key.user_id !== context.responsibleUserId)
    return denied("It is another member's key: only they get its new secret. Revoke it and make another.");
  if (key.service_account_id !== null && !isOwnOrPersons(context, key.service_account_id))
    return denied("It is another service account's key: a program acts in no other program's name.");
  if (!seesAllOf(context, key))
    return denied("The key sees customers that you do not see, or is good for longer or from more places.");
  return mayGrant(context, key.role, key.scopes);
}

/** A program gets keys of its own service account and of no other; people may for any. */
export function mayActAs(context: Context, serviceAccountId: string): Sentence {
  return isOwnOrPersons(context, serviceAccountId)
    ? { allowed: true }
    : denied("A service account makes keys of its own, and of no other account.");
}

function isOwnOrPersons({ actor }: Context, serviceAccountId: string): boolean {
  return actor.kind !== "service_account" || actor.id === serviceAccountId;
}

function seesAllOf({ scope, expiresAt, allowedRanges }: Context, key: Worth): boolean {
  return (
    (scope === "all" || key.customer_scope?.every((id) => scope.includes(id)) === true) &&
    (expiresAt === null || (key.expires_at !== null && key.expires_at <= expiresAt)) &&
    (allowedRanges === null || key.allowed_ranges?.every((one) => isWithin(one, allowedRanges)) === true)
  );
}

function denied(because: string): Sentence {
  return { allowed: false, because };
}
