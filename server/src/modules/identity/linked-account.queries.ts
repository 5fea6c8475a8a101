import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import type { OutsideAccount } from "./linked-account.ts";

type Statements = Pick<Tx, "query" | "later">;

/** Sign-in: whose account it is here. */
export async function findLinkedAccount(
  lookUp: Services["lookUp"],
  { issuer, subject }: OutsideAccount,
): Promise<{ user_id: string; id: string } | undefined> {
  const [linked] = await lookUp<{ user_id: string; id: string }>(
    sql`select user_id, id from linked_accounts where issuer = ${issuer} and subject = ${subject}`,
  );
  return linked;
}

export type LinkedAccountRow = { id: string; provider: string; email: string | null; created_at: Date };

export function readLinkedAccounts(
  read: Services["read"],
  context: PersonContext,
): Promise<LinkedAccountRow[]> {
  return read<LinkedAccountRow>(
    context,
    sql`
    select id, provider, email, created_at
      from linked_accounts
     where user_id = ${context.person.userId}
     order by created_at, id`,
  );
}

export async function countLinkedAccounts(tx: Statements, userId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) as count from linked_accounts where user_id = ${userId}`,
  );
  return row?.count ?? 0;
}

/** @returns undefined when it is linked already, perhaps to somebody else. */
export async function insertLinkedAccount(
  tx: Statements,
  userId: string,
  { provider, issuer, subject, email }: OutsideAccount,
): Promise<LinkedAccountRow | undefined> {
  const [row] = await tx.query<LinkedAccountRow>(sql`
    insert into linked_accounts (user_id, id, provider, issuer, subject, email)
    values (${userId}, ${uuidv7()}, ${provider}, ${issuer}, ${subject}, ${email})
    on conflict (issuer, subject) do nothing
    returning id, provider, email, created_at`);
  return row;
}

/** @returns whether it is still linked. */
export async function touchLinkedAccount(tx: Statements, userId: string, id: string): Promise<boolean> {
  const rows = await tx.query(sql`
    update linked_accounts set last_used_at = plinth.now() where user_id = ${userId} and id = ${id} returning id`);
  return rows.length === 1;
}

/** @returns whether it was there. */
export async function deleteLinkedAccount(tx: Statements, userId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    sql`delete from linked_accounts where user_id = ${userId} and id = ${id} returning id`,
  );
  return rows.length === 1;
}
