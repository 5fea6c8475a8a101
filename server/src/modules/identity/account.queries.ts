import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";

type LookUp = Services["lookUp"];

/** Who an address belongs to, as far as a login must know. */
export type Account = {
  id: string;
  email: string;
  name: string;
  locale: string;
  /** What was read belongs to these credentials: a change of any of them makes it another. */
  security_version: number;
  hash: string | null;
  totp: boolean;
  /** Somebody logged in from this device before. */
  known_device: boolean;
  logged_in_before: boolean;
};

/** Sign-in: the account of an address. @param deviceHash of the browser's device cookie, or null */
export function findAccount(
  lookUp: LookUp,
  email: string,
  deviceHash: Buffer | null,
): Promise<Account | undefined> {
  return findOne(lookUp, { email, id: null }, deviceHash);
}

/** The same of a user whose id is known. */
export function findAccountById(
  lookUp: LookUp,
  id: string,
  deviceHash: Buffer | null,
): Promise<Account | undefined> {
  return findOne(lookUp, { email: null, id }, deviceHash);
}

async function findOne(
  lookUp: LookUp,
  { email, id }: { email: string | null; id: string | null },
  deviceHash: Buffer | null,
): Promise<Account | undefined> {
  const [account] = await lookUp<Account>(sql`
    select u.id, u.email, u.name, u.locale, u.security_version, p.hash,
           exists (select from totp_factors f where f.user_id = u.id and f.confirmed_at is not null) as totp,
           exists (select from sessions s where s.user_id = u.id and s.device_hash = ${deviceHash}) as known_device,
           exists (select from sessions s where s.user_id = u.id) as logged_in_before
      from users u
      left join passwords p on p.user_id = u.id
     where u.email = ${email} or u.id = ${id}`);
  return account;
}

type Statements = Pick<Tx, "query" | "later">;

/**
 * Holds the user's credentials still until the commit, and says whether they are those that were proven. A login
 * that was checked against an old password does not outlive the change of it.
 */
export async function credentialsAreStill(
  tx: Statements,
  userId: string,
  securityVersion: number,
): Promise<boolean> {
  const rows = await tx.query(
    sql`select 1 from users where id = ${userId} and security_version = ${securityVersion} for share`,
  );
  return rows.length === 1;
}

/**
 * Holds the user's row until the commit: first of all locks, so that whoever changes credentials after looking at
 * them (a link, a code) does it one after the other, and waits in no circle with logins that are under way.
 */
export function lockUser(tx: Statements, userId: string): void {
  tx.later(sql`select 1 from users where id = ${userId} for no key update`);
}

/**
 * The credentials change: first the version grows, which waits for logins that are under way, then everything that
 * was begun under the older ones is void. Sessions are another matter: see `endSessions`.
 */
export async function raiseSecurityVersion(tx: Statements, userId: string): Promise<void> {
  await tx.query(sql`
    update users set security_version = security_version + 1, version = version + 1, updated_at = plinth.now()
     where id = ${userId}`);
  await tx.query(sql`
    update user_tokens set used_at = plinth.now() where user_id = ${userId} and used_at is null`);
}

/** Keeps the password, whether or not there was one. */
export async function writePassword(tx: Statements, userId: string, hash: string): Promise<void> {
  await tx.query(sql`
    insert into passwords (user_id, hash) values (${userId}, ${hash})
    on conflict (user_id) do update set hash = excluded.hash, changed_at = plinth.now()`);
}

export type NewUser = { id: string; email: string; name: string; locale: string };

/** @returns whether it is there now; false when somebody has the address already. */
export async function insertUser(tx: Statements, { id, email, name, locale }: NewUser): Promise<boolean> {
  const made = await tx.query(sql`
    insert into users (id, email, name, locale) values (${id}, ${email}, ${name}, ${locale})
    on conflict (email) do nothing returning id`);
  return made.length === 1;
}
