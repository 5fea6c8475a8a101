/** The session that a person acts with, changed by themselves. */
import type { Person } from "#platform/access";
import { sql, type Tx } from "#platform/db";
import { forgetSessions } from "./session.queries.ts";

type Statements = Pick<Tx, "query" | "later">;

export type OwnSession = {
  kind: "cookie" | "token";
  authenticated_at: Date;
  /** Of the current cookie; null of programs. */
  cookie_hash: Buffer | null;
};

/** The session, locked; undefined when it has ended meanwhile. */
export async function lockOwnSession(
  tx: Statements,
  { userId, sessionId }: Person,
): Promise<OwnSession | undefined> {
  const [session] = await tx.query<OwnSession>(sql`
    select kind, authenticated_at, cookie_hash
      from sessions where user_id = ${userId} and id = ${sessionId} and ended_at is null
       for no key update`);
  return session;
}

/** Another cookie takes the place of the current one, which stays good for what is on its way. */
export function writeNextCookie(tx: Statements, { userId, sessionId }: Person, cookieHash: Buffer): void {
  tx.later(sql`
    update sessions
       set cookie_parent_hash = cookie_hash, cookie_hash = ${cookieHash}, cookie_rotated_at = plinth.now()
     where user_id = ${userId} and id = ${sessionId}`);
  forgetSessions(tx, userId, [sessionId]);
}

/** Who acts with the session has proven again who they are. @param method is added to those of the login */
export function writeProof(tx: Statements, { userId, sessionId }: Person, method: string, at: Date): void {
  tx.later(sql`
    update sessions
       set authenticated_at = ${at.toISOString()},
           methods = case when ${method} = any (methods) then methods else methods || ${method}::text end
     where user_id = ${userId} and id = ${sessionId}`);
  forgetSessions(tx, userId, [sessionId]);
}

/** For which organization the session acts unless a request says another. */
export function writeOrganization(
  tx: Statements,
  { userId, sessionId }: Person,
  organizationId: string,
): void {
  tx.later(sql`
    update sessions set organization_id = ${organizationId} where user_id = ${userId} and id = ${sessionId}`);
  forgetSessions(tx, userId, [sessionId]);
}
