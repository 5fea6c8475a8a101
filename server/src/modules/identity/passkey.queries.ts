import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import type { KnownKey, Made, Used } from "./webauthn.ts";

type LookUp = Services["lookUp"];
type Read = Services["read"];
type Statements = Pick<Tx, "query" | "later">;

export type KnownPasskey = KnownKey & { id: string };

/** Sign-in: by what the device calls it, which is unique over all users. */
export async function findPasskey(lookUp: LookUp, credentialId: string): Promise<KnownPasskey | undefined> {
  const [passkey] = await lookUp<KnownPasskey>(sql`
    select user_id, id, credential_id, public_key, sign_count, transports
      from passkeys
     where credential_id = ${credentialId}`);
  return passkey;
}

export type PasskeyRow = {
  id: string;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
  backed_up: boolean;
};

export function readPasskeys(read: Read, context: PersonContext): Promise<PasskeyRow[]> {
  return read<PasskeyRow>(
    context,
    sql`
    select id, name, created_at, last_used_at, backed_up
      from passkeys
     where user_id = ${context.person.userId}
     order by created_at, id`,
  );
}

/** By the names that devices know: to ask for one of them, or for none of them. */
export function readCredentials(
  read: Read,
  context: PersonContext,
): Promise<Pick<KnownKey, "credential_id" | "transports">[]> {
  return read(
    context,
    sql`select credential_id, transports from passkeys where user_id = ${context.person.userId} order by created_at, id`,
  );
}

export async function countPasskeys(tx: Statements, userId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) as count from passkeys where user_id = ${userId}`,
  );
  return row?.count ?? 0;
}

/** @returns undefined when somebody has this passkey already, perhaps the user. */
export async function insertPasskey(
  tx: Statements,
  passkey: Made & { userId: string; id: string; name: string },
): Promise<PasskeyRow | undefined> {
  const [row] = await tx.query<PasskeyRow>(sql`
    insert into passkeys (user_id, id, name, credential_id, public_key, sign_count, transports, backed_up)
    values (${passkey.userId}, ${passkey.id}, ${passkey.name}, ${passkey.credentialId}, ${Buffer.from(passkey.publicKey)},
            ${passkey.signCount}, ${passkey.transports}, ${passkey.backedUp})
    on conflict (credential_id) do nothing
    returning id, name, created_at, last_used_at, backed_up`);
  return row;
}

/** Keeps the count. @returns false when a rival use has shown a higher one, or the passkey is gone. */
export async function countUse(
  tx: Statements,
  { user_id, id }: KnownPasskey,
  { signCount, backedUp }: Used,
): Promise<boolean> {
  const rows = await tx.query(sql`
    update passkeys
       set sign_count = ${signCount}, backed_up = ${backedUp}, last_used_at = plinth.now()
     where user_id = ${user_id} and id = ${id}
       and (sign_count < ${signCount} or (sign_count = 0 and ${signCount} = 0))
    returning id`);
  return rows.length === 1;
}

/** @returns whether it was there. */
export async function deletePasskey(tx: Statements, userId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    sql`delete from passkeys where user_id = ${userId} and id = ${id} returning id`,
  );
  return rows.length === 1;
}
