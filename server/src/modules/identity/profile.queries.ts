import { sql, type Tx } from "#platform/db";

export type Profile = { email: string; name: string; locale: string };

export async function lockProfile(tx: Pick<Tx, "query">, userId: string): Promise<Profile | undefined> {
  const [profile] = await tx.query<Profile>(
    sql`select email, name, locale from users where id = ${userId} for no key update`,
  );
  return profile;
}

export async function writeProfile(
  tx: Pick<Tx, "query">,
  userId: string,
  { name, locale }: Profile,
): Promise<void> {
  await tx.query(sql`
    update users set name = ${name}, locale = ${locale}, version = version + 1, updated_at = plinth.now()
     where id = ${userId}`);
}
