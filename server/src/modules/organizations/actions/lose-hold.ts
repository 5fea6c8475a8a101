/** What belongs to every change by which a member holds less, whoever asks for it. */
import type { Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import { forgetNotifications } from "#platform/notifications";
import { type Assignment, deleteAssignmentsOf } from "../customer-assignment.queries.ts";
import { lastOwner } from "../errors.ts";
import { customerUnassigned } from "../events.ts";
import type { HeldRole } from "../held-role.ts";
import { forgetRemembered } from "../queries.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

/** What a module takes away when a membership ends: keys of the member's own. */
export type Leaver = (context: Context, tx: Tx, userId: string) => Promise<void>;

/** @throws 409 `last_owner` when nobody would be left who can give the organization's roles. */
export function requireAnotherOwner(role: string, otherOwners: number): void {
  if (role === "owner" && otherOwners === 0)
    throw lastOwner("An organization always has an owner: make somebody else owner first.");
}

/** The membership ends, and everything that hangs on it. */
export async function endHold(leavers: Leaver[], context: Context, tx: Tx, id: string): Promise<void> {
  await loseHold(context, tx, id, undefined);
  for (const assignment of await deleteAssignmentsOf(tx, id)) noteEnd(context, tx, assignment);
  // what they were told is of no use to whom they may come back as, such as a buyer
  forgetNotifications(tx, id);
  for (const leave of leavers) await leave(context, tx, id);
}

function noteEnd(context: Context, tx: Tx, { id, member_id, customer_id, version }: Assignment): void {
  const subject = { type: "customer_assignment", id, version };
  noteChanges(tx, id, {
    member_id: { before: member_id, after: null },
    customer_id: { before: customer_id, after: null },
  });
  noteDeed(context, tx, { action: "customer_assignments.end_with_member", subject });
  customerUnassigned.emit(tx, context, subject, { member_id, customer_id });
}

/**
 * Every process asks anew within a second what the member may do, and the open invitations that they may no longer
 * give are taken back.
 * @param role what they are now; undefined: nothing any more
 */
export async function loseHold(
  context: Context,
  tx: Tx,
  id: string,
  role: HeldRole | undefined,
): Promise<void> {
  forgetRemembered(tx, [id]);
  await withdrawInvitations(context, tx, { userId: id }, role);
}
