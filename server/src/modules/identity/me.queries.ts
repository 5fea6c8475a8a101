import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import { sql } from "#platform/db";
import { unauthenticated } from "#platform/errors";

type OwnAccount = {
  email: string;
  name: string;
  locale: string;
  /** Of the session of this request. */
  methods: string[];
  authenticated_at: Date;
  expires_at: Date;
  password: boolean;
  totp: boolean;
  recovery_codes_left: number;
  passkeys: number;
};

/** The person's account, session and factors. @throws 401 when the session has ended a moment ago */
export async function getAccount(
  read: Services["read"],
  context: PersonContext,
  idleSeconds: number,
): Promise<OwnAccount> {
  const { userId, sessionId } = context.person;
  const [account] = await read<OwnAccount>(
    context,
    sql`
    select u.email, u.name, u.locale, s.methods, s.authenticated_at,
           least(s.expires_at, s.last_seen_at + ${idleSeconds} * interval '1 second') as expires_at,
           exists (select from passwords where user_id = ${userId}) as password,
           exists (select from totp_factors where user_id = ${userId} and confirmed_at is not null) as totp,
           (select count(*)::int from recovery_codes where user_id = ${userId} and used_at is null) as recovery_codes_left,
           (select count(*)::int from passkeys where user_id = ${userId}) as passkeys
      from users u
      join sessions s on s.user_id = u.id
     where u.id = ${userId} and s.id = ${sessionId} and s.ended_at is null`,
  );
  if (account === undefined) throw unauthenticated("The session has ended.");
  return account;
}

export type SecurityEntry = {
  id: string;
  action: string;
  outcome: string;
  address: string | null;
  user_agent: string | null;
  occurred_at: Date;
};

/** The person's own trail, newest first. @param after the id of an entry: only older ones */
export async function listSecurityEntries(
  read: Services["read"],
  context: PersonContext,
  { limit, after }: { limit: number; after: string | null },
): Promise<SecurityEntry[]> {
  return await read<SecurityEntry>(
    context,
    sql`
    select id, action, outcome, address, user_agent, occurred_at
      from plinth.user_audit_entries
     where user_id = ${context.person.userId} and id < coalesce(${after}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
     order by id desc
     limit ${limit}`,
  );
}

/** How many recovery codes are unused. */
export async function countRecoveryCodes(read: Services["read"], context: PersonContext): Promise<number> {
  const [codes] = await read<{ left: number }>(
    context,
    sql`
    select count(*)::int as left from recovery_codes where user_id = ${context.person.userId} and used_at is null`,
  );
  return codes?.left ?? 0;
}
