/** Invitations do not outlive the right to make them. */
import { listContacts } from "#modules/customers";
import type { Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import { sql, type Tx } from "#platform/db";
import { listAssigned } from "../customer-assignment.queries.ts";
import { invitationRevoked } from "../events.ts";
import type { HeldRole } from "../held-role.ts";
import { mayStillGrant, mayStillInvite } from "../policy.ts";
import { rolesNamed } from "../role.queries.ts";

/** Who made them: a member (also through keys of theirs), or a program, as `service_account:0199…`. */
export type Inviter = { userId: string } | { actor: string };

/**
 * Takes back the open invitations of an inviter that they may no longer give.
 * @param role what the inviter is now; undefined: nothing any more
 */
export async function withdrawInvitations(
  context: Context,
  tx: Tx,
  inviter: Inviter,
  role: HeldRole | undefined,
): Promise<void> {
  const open = await lockOpenInvitations(tx, inviter);
  const lost = role === undefined ? open : await thoseLost(tx, inviter, role, open);
  await takeBack(context, tx, lost);
}

/** Revokes these, which are locked, as something that is done besides: each with a row of its own in the trail. */
export async function takeBack(
  context: Context,
  tx: Tx,
  lost: readonly { id: string; version: number }[],
): Promise<void> {
  if (lost.length === 0) return;
  const ids = lost.map(({ id }) => id);
  await tx.query(sql`
    update invitations set revoked_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])`);
  for (const { id, version } of lost) {
    const subject = { type: "invitation", id, version: version + 1 };
    noteChanges(tx, id, { revoked_at: { before: null, after: context.now.toISOString() } });
    noteDeed(context, tx, { action: "invitations.withdraw", subject });
    invitationRevoked.emit(tx, context, subject, {});
  }
}

type OpenInvitation = { id: string; role: string; contact_id: string | null; version: number };

async function thoseLost(
  tx: Tx,
  inviter: Inviter,
  role: HeldRole,
  open: OpenInvitation[],
): Promise<OpenInvitation[]> {
  if (open.length === 0) return [];
  const named = await rolesNamed(
    tx,
    open.map((invitation) => invitation.role),
  );
  const contactIds = open.flatMap(({ contact_id }) => contact_id ?? []);
  const theirs = await thoseAssigned(tx, inviter, role, contactIds);
  return open.filter(({ role: asked, contact_id }) => {
    const sentence =
      contact_id === null ? mayStillGrant(role, named(asked)) : mayStillInvite(role, theirs.has(contact_id));
    return !sentence.allowed;
  });
}

/** Of these contacts, those of customers that are assigned to the inviter. Asked only where it decides something. */
async function thoseAssigned(
  tx: Tx,
  inviter: Inviter,
  role: HeldRole,
  contactIds: string[],
): Promise<Set<string>> {
  if (contactIds.length === 0 || role.scope === "all" || !("userId" in inviter)) return new Set();
  const contacts = await listContacts(tx, contactIds);
  const customerIds = contacts.map(({ customer_id }) => customer_id);
  const pairs = await listAssigned(tx, [inviter.userId], customerIds);
  const assigned = new Set(pairs.map(({ customer_id }) => customer_id));
  return new Set(contacts.filter(({ customer_id }) => assigned.has(customer_id)).map(({ id }) => id));
}

async function lockOpenInvitations(tx: Tx, inviter: Inviter): Promise<OpenInvitation[]> {
  const made =
    "userId" in inviter ? sql`responsible_user_id = ${inviter.userId}` : sql`invited_by = ${inviter.actor}`;
  return await tx.query<OpenInvitation>(sql`
    select id, role, contact_id, version
      from invitations
     where organization_id = ${tx.context.organizationId} and ${made}
       and accepted_at is null and revoked_at is null and expires_at > plinth.now()
     order by id
       for update`);
}
