/**
 * The keys as this process knows them: read every 10 seconds, and at once when somebody brings a token whose
 * key is unknown here. Whichever process first sees that the next key is due makes it.
 */
import type { CryptoKey, JWK } from "jose";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { makePair } from "./key-pair.ts";
import { addKey, listKeys } from "./key-rows.ts";
import { type KnownKey, learnKey, mayBeOurs, type TokenHeader } from "./known-key.ts";
import { firstTurn, isNextDue, isPublished, nextTurn, whoSigns } from "./schedule.ts";

/** Whoever invents key names makes us look into the database this often and not more. */
const leastBetweenMs = 1_000;
/** Keys that could not be read anew for so long are believed no more: one of them may be withdrawn. */
const trustedForMs = 60_000;

export type SigningKeys = {
  /** The key whose turn it is. @throws in words when it cannot be opened. */
  toSign(): Promise<{ header: TokenHeader; privateKey: CryptoKey }>;
  /** The key that writes this header; undefined when it is none of ours, or gone. */
  toVerify(encodedHeader: string): Promise<CryptoKey | undefined>;
  published(): JWK[];
  /** Reads the keys, and makes the next one when it is due. */
  look(): Promise<void>;
};

type Options = {
  database: Database;
  keyRing: KeyRing;
  clock: Clock;
  failed: (error: unknown) => void;
};

/** @throws when the keys cannot be read, or no secret of the ring opens the one whose turn it is. */
export async function openSigningKeys({ database, keyRing, clock, failed }: Options): Promise<SigningKeys> {
  let keys = await readKeys({ database, keyRing, clock }, []);
  let readMs = performance.now();
  const turn = whoSigns(keys, clock.now());
  if (turn?.privateKey instanceof Error) throw turn.privateKey;

  let last = Promise.resolve();
  let lastMs = Number.NEGATIVE_INFINITY;
  let looking = false;
  const look = (): Promise<void> => {
    if (looking) return last;
    looking = true;
    const beganMs = performance.now();
    last = readKeys({ database, keyRing, clock }, keys)
      .then((read) => {
        keys = read;
        readMs = beganMs;
        for (const { privateKey, signsUntil } of keys)
          if (privateKey instanceof Error && clock.now() < signsUntil) failed(privateKey);
      })
      .finally(() => {
        looking = false;
      });
    lastMs = beganMs;
    return last;
  };
  /** Looks unless somebody has within the last second; then that look counts for all. */
  const lookAgain = () => (performance.now() - lastMs < leastBetweenMs ? last : look());
  const known = async (): Promise<KnownKey[]> => {
    if (performance.now() - readMs > trustedForMs) await lookAgain();
    return keys;
  };
  const published = () => keys.filter((key) => isPublished(key, clock.now()));
  const writerOf = (encoded: string) => published().find(({ encodedHeader }) => encodedHeader === encoded);

  return {
    look,
    async toSign() {
      const newest = (await known()).at(-1);
      // nothing followed it, or nobody here has heard: the key may go on while it is published
      if (newest === undefined || newest.signsUntil <= clock.now()) await look().catch(failed);
      // one that a process with a newer secret has sealed is for others to sign with
      const open = published().filter(({ privateKey }) => !(privateKey instanceof Error));
      const key = whoSigns(open, clock.now()) ?? whoSigns(published(), clock.now());
      if (key === undefined) throw new Error("There is no signing key.");
      if (key.privateKey instanceof Error) throw key.privateKey;
      return { header: key.header, privateKey: key.privateKey };
    },
    async toVerify(encodedHeader) {
      await known();
      if (writerOf(encodedHeader) === undefined && mayBeOurs(encodedHeader)) await lookAgain();
      return writerOf(encodedHeader)?.publicKey;
    },
    published: () => published().map(({ jwk }) => jwk),
  };
}

async function readKeys(
  { database, keyRing, clock }: Omit<Options, "failed">,
  before: KnownKey[],
): Promise<KnownKey[]> {
  const now = clock.now();
  let rows = await listKeys(database);
  if (isNextDue(rows, now)) {
    const newest = rows.at(-1);
    const turn = newest === undefined ? firstTurn(now) : nextTurn(newest, now);
    await addKey(database, await makePair(keyRing), turn, newest?.kid ?? null, now);
    rows = await listKeys(database);
  }
  return await Promise.all(
    rows.map((row) =>
      learnKey(
        row,
        before.find(({ kid }) => kid === row.kid),
        keyRing,
      ),
    ),
  );
}
