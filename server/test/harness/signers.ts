/** Signers on a database of their own, with a clock that a test turns. */
import { after } from "node:test";
import type { Clock } from "#platform/clock";
import { createDatabase, type Database } from "#platform/db";
import { createKeyRing, type KeyRing } from "#platform/secrets";
import { createSigner, type Signer } from "#platform/tokens";
import { testDatabase } from "./postgres.ts";

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
export const keyRing = createKeyRing(["the secret of these tests, long enough to be one"]);
export const address = { issuer: "https://plinth.test", audience: "https://plinth.test" };
export const subject = {
  sub: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  sid: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61",
};

export type TurnedClock = Clock & { turn(ms: number): void };

export function turnedClock(start = "2026-11-21T08:00:00Z"): TurnedClock {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    forDatabase: () => new Date(nowMs).toISOString(),
    turn(ms) {
      nowMs += ms;
    },
  };
}

type Own = { keyRing?: KeyRing; database?: Database; failed?: (error: unknown) => void };

export type Kit = {
  database: Database;
  urls: { adminUrl: string; ownerUrl: string; appUrl: string };
  /** Another process. Whatever fails unseen is thrown when the file ends. */
  signer(clock: Clock, own?: Own): Promise<Signer>;
};

/** Goes away when the test file ends. */
export async function signingKit(): Promise<Kit> {
  const urls = await testDatabase();
  const database = await createDatabase(urls);
  const signers: Signer[] = [];
  const unseen: unknown[] = [];
  after(async () => {
    for (const signer of signers) signer.stop();
    await database.end();
    await urls.drop();
    if (unseen.length > 0) throw new AggregateError(unseen, "failed unseen");
  });
  return {
    database,
    urls,
    async signer(clock, own = {}) {
      const failed = (error: unknown) => void unseen.push(error);
      const signer = await createSigner({ database, keyRing, clock, ...address, failed, ...own });
      signers.push(signer);
      return signer;
    },
  };
}
