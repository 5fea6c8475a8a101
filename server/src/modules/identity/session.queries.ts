import type { PersonContext } from "#platform/access";
import { forgetAtCommit, type Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";

type LookUp = Services["lookUp"];
type Statements = Pick<Tx, "query" | "later">;

export type NewSession = {
  userId: string;
  id: string;
  kind: "cookie" | "token";
  organizationId: string | null;
  methods: readonly string[];
  cookieHash: Buffer | null;
  refreshHash: Buffer | null;
  deviceHash: Buffer | null;
  userAgent: string | null;
  address: string | null;
  expiresAt: Date;
};

export function insertSession(tx: Statements, session: NewSession): void {
  tx.later(sql`
    insert into sessions (user_id, id, kind, organization_id, methods, cookie_hash, refresh_hash, device_hash, user_agent, address, expires_at)
    values (${session.userId}, ${session.id}, ${session.kind}, ${session.organizationId}, ${session.methods}, ${session.cookieHash},
            ${session.refreshHash}, ${session.deviceHash}, ${session.userAgent?.slice(0, 400) ?? null}, ${session.address}, ${session.expiresAt.toISOString()})`);
}

/** A session with its user, as every request of theirs needs it. */
export type LiveSession = {
  user_id: string;
  id: string;
  kind: "cookie" | "token";
  organization_id: string | null;
  methods: string[];
  authenticated_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  /** Of a cookie that was replaced: when; null for the current one. */
  replaced_at: Date | null;
  email: string;
  name: string;
  locale: string;
};

/** Sign-in: by the session's id, which an access token names. */
export async function findSession(
  lookUp: LookUp,
  userId: string,
  id: string,
): Promise<LiveSession | undefined> {
  const [session] = await lookUp<LiveSession>(sql`
    select s.user_id, s.id, s.kind, s.organization_id, s.methods, s.authenticated_at, s.last_seen_at, s.expires_at,
           null::timestamptz as replaced_at, u.email, u.name, u.locale
      from sessions s
      join users u on u.id = s.user_id
     where s.user_id = ${userId} and s.id = ${id} and s.ended_at is null`);
  return session;
}

/** Sign-in: by the cookie, or the one that it replaced a moment ago. */
export async function findSessionByCookie(
  lookUp: LookUp,
  cookieHash: Buffer,
): Promise<LiveSession | undefined> {
  const [session] = await lookUp<LiveSession>(sql`
    select s.user_id, s.id, s.kind, s.organization_id, s.methods, s.authenticated_at, s.last_seen_at, s.expires_at,
           case when s.cookie_parent_hash = ${cookieHash} then s.cookie_rotated_at end as replaced_at,
           u.email, u.name, u.locale
      from sessions s
      join users u on u.id = s.user_id
     where (s.cookie_hash = ${cookieHash} or s.cookie_parent_hash = ${cookieHash}) and s.ended_at is null`);
  return session;
}

/** Sign-in: whose session it is; ended ones too, whose tokens may come again. */
export async function findSessionOwner(lookUp: LookUp, id: string): Promise<string | undefined> {
  const [session] = await lookUp<{ user_id: string }>(sql`select user_id from sessions where id = ${id}`);
  return session?.user_id;
}

export type RefreshState = {
  organization_id: string | null;
  refresh_hash: Buffer | null;
  refresh_parent_hash: Buffer | null;
  refresh_generation: number;
  refreshed_at: Date | null;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  /** By the database's clock: what one process wrote, others judge, and theirs may be wrong. */
  now: Date;
};

/** The family of a refresh token, locked: whoever comes second sees what the first has made of it. */
export async function lockRefreshState(
  tx: Statements,
  userId: string,
  id: string,
): Promise<RefreshState | undefined> {
  const [state] = await tx.query<RefreshState>(sql`
    select organization_id, refresh_hash, refresh_parent_hash, refresh_generation, refreshed_at, last_seen_at, expires_at, ended_at,
           plinth.now() as now
      from sessions where user_id = ${userId} and id = ${id} for update`);
  return state;
}

/**
 * Ends sessions of the user and tells every process: all, all but one, or only one.
 * @returns how many ended
 */
export async function endSessions(
  tx: Statements,
  userId: string,
  which: { only?: string; except?: string },
  reason: string,
): Promise<number> {
  const ended = await tx.query<{ id: string }>(sql`
    update sessions set ended_at = plinth.now(), end_reason = ${reason}
     where user_id = ${userId} and ended_at is null
       and id = coalesce(${which.only ?? null}::uuid, id) and id is distinct from ${which.except ?? null}::uuid
    returning id`);
  forgetSessions(
    tx,
    userId,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

/** Every process forgets within a second what it remembers of these sessions, or of all when the user is named. */
export function forgetSessions(tx: Statements, userId: string, subjectIds: string[]): void {
  if (subjectIds.length === 0) return;
  forgetAtCommit(tx);
  tx.later(sql`
    insert into plinth.user_revocations (user_id, subject_id)
    select ${userId}, id from unnest(${subjectIds}::uuid[]) id`);
}

/** Devices that logged in before are strangers again: their cookies no longer have a count of their own. */
export async function forgetDevices(tx: Statements, userId: string): Promise<void> {
  await tx.query(
    sql`update sessions set device_hash = null where user_id = ${userId} and device_hash is not null`,
  );
}

export type ListedSession = Pick<LiveSession, "id" | "kind" | "methods" | "last_seen_at" | "expires_at"> & {
  user_agent: string | null;
  address: string | null;
  created_at: Date;
};

/** A person's sessions that have not ended and not run out, the last used first. */
export async function listLiveSessions(
  read: Services["read"],
  context: PersonContext,
  userId: string,
  idleSeconds: number,
): Promise<ListedSession[]> {
  return await read<ListedSession>(
    context,
    sql`
    select id, kind, user_agent, address, methods, created_at, last_seen_at,
           least(expires_at, last_seen_at + ${idleSeconds} * interval '1 second') as expires_at
      from sessions
     where user_id = ${userId} and ended_at is null
       and expires_at > plinth.now() and last_seen_at + ${idleSeconds} * interval '1 second' > plinth.now()
     order by last_seen_at desc, id desc`,
  );
}
