/** Changing the signing key by hand: in good time, or at once in an emergency. */
import type { Clock } from "#platform/clock";
import { type Database, isDatabaseFault } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { makePair } from "./key-pair.ts";
import { addKey, bringForward, listKeys, replaceKeys } from "./key-rows.ts";
import { firstTurn, soonestTurn, turnFrom } from "./schedule.ts";

type Means = { database: Database; keyRing: KeyRing; clock: Clock };
export type NextKey = { kid: string; signsFrom: Date };

/** The next key, made now if it does not wait already, signs as soon as everybody knows it. */
export async function rotateSigningKey({ database, keyRing, clock }: Means): Promise<NextKey> {
  for (;;) {
    const now = clock.now();
    const soonest = soonestTurn(now);
    const newest = (await listKeys(database)).at(-1);
    if (newest === undefined) {
      const pair = await makePair(keyRing);
      await addKey(database, pair, firstTurn(now), null, now);
      const [first] = await listKeys(database);
      if (first?.kid === pair.kid) return first;
    } else if (newest.signsFrom <= now) {
      await addKey(database, await makePair(keyRing), turnFrom(soonest.getTime()), newest.kid, now);
    } else {
      if (newest.signsFrom <= soonest) return newest;
      await bringForward(database, newest.kid, turnFrom(soonest.getTime()));
    }
  }
}

/**
 * A new key signs at once and all others are withdrawn: every token that exists is worth nothing as soon as the
 * other processes look, within ten seconds.
 */
export async function replaceSigningKeys({ database, keyRing, clock }: Means): Promise<NextKey> {
  const pair = await makePair(keyRing);
  for (;;) {
    const now = clock.now();
    const turn = firstTurn(now);
    const newest = (await listKeys(database)).at(-1);
    try {
      await replaceKeys(database, pair, turn, newest?.kid ?? null, now);
      return { kid: pair.kid, signsFrom: turn.signsFrom };
    } catch (error) {
      // a rival added a key meanwhile: that one must go too
      if (!isDatabaseFault(error) || error.code !== "23505") throw error;
    }
  }
}
