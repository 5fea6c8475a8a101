/** Invitations do not outlive the right to make them. */
import type { Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import { sql, type Tx } from "#platform/db";
import { invitationRevoked } from "../events.ts";
import type { HeldRole } from "../held-role.ts";
import { mayStillGrant } from "../policy.ts";
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
  const named = await rolesNamed(
    tx,
    open.map((invitation) => invitation.role),
  );
  const lost = open.filter(
    (invitation) => role === undefined || !mayStillGrant(role, named(invitation.role)).allowed,
  );
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

type OpenInvitation = { id: string; role: string; version: number };

async function lockOpenInvitations(tx: Tx, inviter: Inviter): Promise<OpenInvitation[]> {
  const made =
    "userId" in inviter ? sql`responsible_user_id = ${inviter.userId}` : sql`invited_by = ${inviter.actor}`;
  return await tx.query<OpenInvitation>(sql`
    select id, role, version
      from invitations
     where organization_id = ${tx.context.organizationId} and ${made}
       and accepted_at is null and revoked_at is null and expires_at > plinth.now()
     order by id
       for update`);
}
