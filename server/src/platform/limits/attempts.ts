/**
 * Counts of failed attempts. Only what failed is counted, and only afterwards: where each attempt counted before it
 * was checked, 32 right passwords sent at once locked their owner out.
 *
 * What a digest stands for cannot be told from the table: it is an HMAC with a key outside the database.
 */
import { takeInBites } from "#platform/bites";
import type { Clock } from "#platform/clock";
import { type Database, sql } from "#platform/db";
import { defineProblem } from "#platform/errors";
import type { KeyRing } from "#platform/secrets";
import { type AttemptKey, fadeSeconds, mostFailures, waitSeconds } from "./growing-delay.ts";

export const tooManyAttempts = defineProblem({
  code: "too_many_attempts",
  status: 429,
  title: "Too many failed attempts",
  describe:
    "After several failures each further one has to wait longer, up to some minutes. Nothing was checked. Try again after `Retry-After` seconds.",
});

export type Attempts = {
  /**
   * Asks before an attempt, as late as possible: when its turn to be checked has come.
   * @throws 429 `too_many_attempts` with `Retry-After` while any of the keys must wait
   */
  check(keys: readonly AttemptKey[]): Promise<void>;
  /** Counts one failure for every key. */
  failed(keys: readonly AttemptKey[]): Promise<void>;
  /** Forgets all failures of these keys. Only those that the success speaks for: never a whole range of addresses. */
  succeeded(keys: readonly AttemptKey[]): Promise<void>;
  /** Removes the counts of which nothing is remembered any more, in bites. @returns how many went */
  purge(): Promise<number>;
};

type Options = { database: Pick<Database, "system">; keyRing: Pick<KeyRing, "mac" | "macs">; clock: Clock };

const mostAtOnce = 10_000;

/** Every call is one statement for all its keys. */
export function createAttempts({ database, keyRing, clock }: Options): Attempts {
  // `clock_timestamp()` and not `now()`: a failure that waited for a rival's is later than it
  const now = () => sql`coalesce(nullif(${clock.forDatabase()}, '')::timestamptz, clock_timestamp())`;
  // after a rotation, failures counted under the older secret still delay
  const digestsOf = (key: AttemptKey) => keyRing.macs("attempts", wordsOf(key));

  return {
    async check(keys) {
      const known = new Map(keys.flatMap((key) => digestsOf(key).map((digest) => [hex(digest), key])));
      const counts = await database.system<Count>(sql`
        select encode(digest, 'hex') as digest, failures, extract(epoch from ${now()} - failed_at)::float8 as ago
          from plinth.attempts
         where digest = any (${keys.flatMap(digestsOf)}::bytea[])`);
      const wait = Math.max(0, ...counts.map((count) => stillToWait(known.get(count.digest), count)));
      if (wait > 0) throw mustWait(wait);
    },

    async failed(keys) {
      const distinct = [...new Map(keys.map((key) => [wordsOf(key), key])).values()];
      // in the order of digests: two calls with keys in common do not wait for each other in a circle
      await database.system(sql`
        insert into plinth.attempts as kept (digest, failures, most_failures, fade_seconds, failed_at, forgotten_at)
        select digest, 1, most_failures, fade_seconds, at.now, at.now + most_failures * fade_seconds * interval '1 second'
          from unnest(${distinct.map((key) => keyRing.mac("attempts", wordsOf(key)))}::bytea[],
                      ${distinct.map(mostFailures)}::float8[],
                      ${distinct.map(fadeSeconds)}::float8[]) as failed (digest, most_failures, fade_seconds)
         cross join (select ${now()} as now) at
         order by digest
        on conflict (digest) do update
           set failures = least(excluded.most_failures, 1 + greatest(0, kept.failures
                        - greatest(0, extract(epoch from excluded.failed_at - kept.failed_at)) / excluded.fade_seconds)),
               most_failures = excluded.most_failures,
               fade_seconds = excluded.fade_seconds,
               failed_at = greatest(kept.failed_at, excluded.failed_at),
               forgotten_at = greatest(kept.forgotten_at, excluded.forgotten_at)`);
    },

    async succeeded(keys) {
      await database.system(sql`
        delete from plinth.attempts where digest = any (${keys.flatMap(digestsOf)}::bytea[])`);
    },

    purge: () =>
      takeInBites("attempts", mostAtOnce, async () => {
        const gone = await database.system(sql`
          delete from plinth.attempts
           where digest in (select digest from plinth.attempts
                             where forgotten_at < ${now()} order by forgotten_at limit ${mostAtOnce})
             and forgotten_at < ${now()}
          returning digest`);
        return gone.length;
      }),
  };
}

type Count = { digest: string; failures: number; ago: number };

function wordsOf({ kind, text }: AttemptKey): string {
  return `${kind}\0${text}`;
}

function hex(digest: Buffer): string {
  return digest.toString("hex");
}

function stillToWait(key: AttemptKey | undefined, { failures, ago }: Count): number {
  return key === undefined ? 0 : waitSeconds(key, failures) - ago;
}

function mustWait(seconds: number) {
  const whole = Math.ceil(seconds);
  return tooManyAttempts(
    `Too many attempts failed. Try again in ${whole} ${whole === 1 ? "second" : "seconds"}.`,
    { retryAfterSeconds: whole },
  );
}
