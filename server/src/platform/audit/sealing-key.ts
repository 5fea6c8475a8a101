/**
 * The keys that the trail is sealed with: random, made when the first is needed, and kept under PLINTH_SECRET, so that
 * the database alone can make no seal. The newest that opens seals; all of them verify.
 */
import { randomBytes } from "node:crypto";
import { type SystemTx, sql } from "#platform/db";
import type { KeyRing, SealedPlace } from "#platform/secrets";

const purpose = "audit key";

export const auditKeyPlace: SealedPlace = {
  what: "keys of the trail",
  table: "plinth.audit_keys",
  column: "key_sealed",
  key: ["id"],
  purpose,
};

export type KeyRow = { id: string; key_sealed: string };

/** Newest first: ids are made in order of time. */
export const keysInOrder = "select id, key_sealed from plinth.audit_keys order by id desc";

/**
 * The newest key that opens, made if there is none: whoever puts a row in that opens for nobody stops nothing, and
 * `verify` names it. Whoever asks holds the head's lock, so that two processes never make two.
 * @throws what is wrong with the newest when none opens: a `MissingSecret` when it is kept under a secret that this
 *   process was not given
 */
export async function sealingKey(tx: SystemTx, keyRing: KeyRing): Promise<Buffer> {
  const rows = await tx.query<KeyRow>(sql`
    select id, key_sealed from plinth.audit_keys order by id desc`);
  const wrong: unknown[] = [];
  for (const row of rows)
    try {
      return openKey(keyRing, row);
    } catch (error) {
      wrong.push(error);
    }
  if (wrong.length > 0) throw wrong[0];
  const key = randomBytes(32);
  await tx.query(sql`
    insert into plinth.audit_keys (key_sealed) values (${keyRing.seal(purpose, key.toString("base64url"))})`);
  return key;
}

/** @throws `MissingSecret`, or another error when somebody altered it. */
export function openKey(keyRing: KeyRing, { key_sealed: sealed }: KeyRow): Buffer {
  return Buffer.from(keyRing.open(purpose, sealed), "base64url");
}
