/** The SQL of invitations. */
import type { Services } from "#platform/action";
import { type Statement, sql, type Tx } from "#platform/db";

export type FoundInvitation = {
  organization_id: string;
  organization_name: string;
  id: string;
  email: string;
  role: string;
  /** Whom a buyer would be; null for members. */
  contact_id: string | null;
  invited_by: string;
  responsible_user_id: string | null;
  expires_at: Date;
  /** Why the organization is suspended, if it is. */
  suspended_because: string | null;
};

/**
 * What the token of a mail leads to, unless it was accepted or revoked, or made in a session that was lost to somebody
 * else: holding the token is the proof.
 */
export async function findInvitation(
  lookUp: Services["lookUp"],
  hash: Buffer,
): Promise<FoundInvitation | undefined> {
  const [invitation] = await lookUp<FoundInvitation>(sql`
    select i.organization_id, o.name as organization_name, i.id, i.email, i.role, i.contact_id,
           i.invited_by, i.responsible_user_id, i.expires_at,
           case when o.suspended_at is not null then coalesce(o.suspended_because, '') end as suspended_because
      from invitations i
      join organizations o on o.id = i.organization_id
     where i.secret_hash = ${hash} and i.accepted_at is null and i.revoked_at is null
       and not exists (select from lost_sessions s where s.id = i.session_id)`);
  return invitation;
}

export type Standing = { name: string; open: number; sent_today: number; sent_to_address_today: number };

/**
 * How many invitations stand open and how many mails left within a day. Those who invite for the same organization
 * take turns from here on, so that none slips through its limits.
 */
export async function lockStanding(tx: Tx, email: string): Promise<Standing> {
  const { organizationId } = tx.context;
  const [organization] = await tx.query<{ name: string }>(
    sql`select name from organizations where id = ${organizationId} for no key update`,
  );
  const [counts] = await tx.query<Omit<Standing, "name">>(sql`
    select count(*) filter (where accepted_at is null and revoked_at is null and expires_at > plinth.now())::int as open,
           coalesce(sum(sent_count) filter (where sent_at > plinth.now() - interval '1 day'), 0)::int as sent_today,
           coalesce(sum(sent_count) filter (where sent_at > plinth.now() - interval '1 day' and email = ${email}), 0)::int as sent_to_address_today
      from invitations
     where organization_id = ${organizationId}
       and (sent_at > plinth.now() - interval '1 day' or (accepted_at is null and revoked_at is null))`);
  if (organization === undefined || counts === undefined) throw new Error("there is no such organization");
  return { ...organization, ...counts };
}

/** Whether the address is asked already, and could accept. @param besides a contact whose own invitations do not count */
export async function isInvited(tx: Tx, email: string, besides: string | null = null): Promise<boolean> {
  const rows = await tx.query(sql`
    select 1 from invitations
     where organization_id = ${tx.context.organizationId} and email = ${email}
       and (${besides}::uuid is null or contact_id is distinct from ${besides}::uuid)
       and accepted_at is null and revoked_at is null and expires_at > plinth.now() limit 1`);
  return rows.length === 1;
}

export type NewInvitation = {
  id: string;
  email: string;
  role: string;
  /** Whom a buyer would be; absent for members. */
  contactId?: string;
  hash: Buffer;
  responsibleUserId: string | null;
  sessionId: string | null;
  expiresAt: Date;
};

export async function insertInvitation(tx: Tx, wanted: NewInvitation): Promise<void> {
  await tx.query(sql`
    insert into invitations (organization_id, id, email, role, contact_id, secret_hash, responsible_user_id, session_id, expires_at)
    values (${tx.context.organizationId}, ${wanted.id}, ${wanted.email}, ${wanted.role}, ${wanted.contactId ?? null}, ${wanted.hash},
            ${wanted.responsibleUserId}, ${wanted.sessionId}, ${wanted.expiresAt.toISOString()})`);
}

export type LockedInvitation = {
  id: string;
  email: string;
  role: string;
  contact_id: string | null;
  accepted_at: Date | null;
  revoked_at: Date | null;
  version: number;
  invited_by: string;
  /** As the database writes them in JSON: for comparing, not for counting. */
  sent_at: string;
  expires_at: string;
};

export async function lockInvitation(tx: Tx, id: string): Promise<LockedInvitation | undefined> {
  const [invitation] = await lockInvitations(tx, sql`id = ${id}`);
  return invitation;
}

/** Those of a contact that were neither accepted nor revoked, also those that have run out, the oldest first. */
export function lockUnanswered(tx: Tx, contactId: string): Promise<LockedInvitation[]> {
  return lockInvitations(tx, sql`contact_id = ${contactId} and accepted_at is null and revoked_at is null`);
}

function lockInvitations(tx: Tx, asked: Statement): Promise<LockedInvitation[]> {
  return tx.query<LockedInvitation>(sql`
    select id, email, role, contact_id, accepted_at, revoked_at, version, invited_by,
           replace((sent_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as sent_at,
           replace((expires_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as expires_at
      from invitations
     where organization_id = ${tx.context.organizationId} and ${asked}
     order by id
       for update`);
}

export async function writeRevoked(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update invitations set revoked_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

type Renewed = Pick<NewInvitation, "id" | "hash" | "responsibleUserId" | "sessionId" | "expiresAt">;

/** A new link in place of the old one. Whoever sends it answers for it from now on. */
export async function writeResent(
  tx: Tx,
  { id, hash, responsibleUserId, sessionId, expiresAt }: Renewed,
): Promise<void> {
  await tx.query(sql`
    update invitations
       set secret_hash = ${hash}, invited_by = plinth.actor(), responsible_user_id = ${responsibleUserId},
           session_id = ${sessionId},
           expires_at = ${expiresAt.toISOString()}, sent_at = plinth.now(),
           sent_count = case when sent_at > plinth.now() - interval '1 day' then sent_count + 1 else 1 end,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/**
 * Accepts the invitation, if its link is still good: one statement, so that of all who try at once one succeeds.
 * @returns its new version, or undefined
 */
export async function takeInvitation(
  tx: Tx,
  { id, hash, email, userId }: { id: string; hash: Buffer; email: string; userId: string },
): Promise<number | undefined> {
  const [taken] = await tx.query<{ version: number }>(sql`
    update invitations
       set accepted_at = plinth.now(), accepted_by = ${userId}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id} and secret_hash = ${hash} and email = ${email}
       and accepted_at is null and revoked_at is null and expires_at > plinth.now()
    returning version`);
  return taken?.version;
}
