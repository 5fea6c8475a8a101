/** What belongs to every change by which a member holds less, whoever asks for it. */
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { lastOwner } from "../errors.ts";
import { forgetRemembered } from "../queries.ts";
import type { Role } from "../roles.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

/** @throws 409 `last_owner` when nobody would be left who can give the organization's roles. */
export function requireAnotherOwner(role: Role, otherOwners: number): void {
  if (role === "owner" && otherOwners === 0)
    throw lastOwner("An organization always has an owner: make somebody else owner first.");
}

/**
 * Every process asks anew within a second what the member may do, and the open invitations that they may no longer
 * give are taken back.
 * @param role what they are now; undefined: nothing any more
 */
export async function loseHold(context: Context, tx: Tx, id: string, role: Role | undefined): Promise<void> {
  forgetRemembered(tx, [id]);
  await withdrawInvitations(context, tx, { userId: id }, role);
}
