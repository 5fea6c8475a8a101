/** The SQL of plinth.signing_keys. Moments are the caller's: its clock decides, also when a test turns it. */
import { type Database, sql } from "#platform/db";
import type { SealedPlace } from "#platform/secrets";
import { type KeptPair, sealing } from "./key-pair.ts";
import { type Moments, type Turn, verifiesMs } from "./schedule.ts";

export type KeyRow = Turn & KeptPair;

export const signingKeyPlace: SealedPlace = {
  what: "signing keys",
  table: "plinth.signing_keys",
  column: "private_sealed",
  key: ["kid"],
  purpose: sealing,
};

/** All keys that are kept, in the order of their turns. */
export async function listKeys(database: Database): Promise<KeyRow[]> {
  return await database.system<KeyRow>(sql`
    select kid, public_jwk as "publicJwk", private_sealed as "privateSealed",
           signs_from as "signsFrom", signs_until as "signsUntil", gone_at as "goneAt"
      from plinth.signing_keys
     order by signs_from, kid`);
}

/**
 * Adds the key that follows another (or nobody: the first), whose turn then ends where this one begins. Does
 * nothing when a rival was faster. Forgets keys that are gone for a day.
 */
export async function addKey(
  database: Database,
  pair: KeptPair,
  { signsFrom, signsUntil, goneAt }: Moments,
  follows: string | null,
  now: Date,
): Promise<void> {
  await database.system(sql`
    with added as (
      insert into plinth.signing_keys (kid, follows, public_jwk, private_sealed, created_at, signs_from, signs_until, gone_at)
      values (${pair.kid}, ${follows}, ${pair.publicJwk}, ${pair.privateSealed}, ${now}, ${signsFrom}, ${signsUntil}, ${goneAt})
      on conflict (follows) do nothing
      returning follows, signs_from)
    update plinth.signing_keys before
       set signs_until = added.signs_from, gone_at = added.signs_from + make_interval(secs => ${verifiesMs / 1_000})
      from added
     where before.kid = added.follows`);
  await database.system(
    sql`delete from plinth.signing_keys where gone_at < ${now}::timestamptz - interval '1 day'`,
  );
}

/** Begins the turn of a key earlier than planned, and ends the one before it there. */
export async function bringForward(
  database: Database,
  kid: string,
  { signsFrom, signsUntil, goneAt }: Moments,
): Promise<void> {
  await database.system(sql`
    with forward as (
      update plinth.signing_keys
         set signs_from = ${signsFrom}, signs_until = ${signsUntil}, gone_at = ${goneAt}
       where kid = ${kid} and signs_from > ${signsFrom}
      returning follows, signs_from)
    update plinth.signing_keys before
       set signs_until = forward.signs_from, gone_at = forward.signs_from + make_interval(secs => ${verifiesMs / 1_000})
      from forward
     where before.kid = forward.follows`);
}

/**
 * Puts one key in the place of all others, in one statement.
 * @throws a unique fault when a rival added one meanwhile; then nothing happened.
 */
export async function replaceKeys(
  database: Database,
  pair: KeptPair,
  { signsFrom, signsUntil, goneAt }: Moments,
  follows: string | null,
  now: Date,
): Promise<void> {
  await database.system(sql`
    with withdrawn as (delete from plinth.signing_keys)
    insert into plinth.signing_keys (kid, follows, public_jwk, private_sealed, created_at, signs_from, signs_until, gone_at)
    values (${pair.kid}, ${follows}, ${pair.publicJwk}, ${pair.privateSealed}, ${now}, ${signsFrom}, ${signsUntil}, ${goneAt})`);
}
