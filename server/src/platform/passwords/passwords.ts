/**
 * Passwords: hashed with argon2id, compared in the same time whether or not there is anything to compare with.
 *
 * One hash at a time per process, in a thread that stands back behind the others: two at once fill two cores for 13 ms
 * each, and a flood of sign-ins would be felt by everybody else. The others wait in a short queue; when it is full,
 * the answer is 503.
 */
import { hashArgon2, isWeakerThanOurs, nobodysHash, verifyArgon2 } from "./argon2.ts";
import { isBcrypt, seesAllOf, verifyBcrypt } from "./bcrypt.ts";
import { createHashingThread, type HashingThread } from "./hashing-thread.ts";
import { createTurns, type Place } from "./turns.ts";

export type Verdict = {
  /** The password is the one that was hashed. */
  ok: boolean;
  /** It is, and the hash is older or weaker than those made today: hash the password anew and keep that. */
  upgrade: boolean;
};

export type Passwords = {
  /**
   * What is kept of a password: argon2id in PHC format.
   * @param place on whose account it waits; absent: nobody's
   * @throws when it has more than 1,024 bytes; 503 `overloaded` when too many are waiting
   */
  hash(password: string, place?: Place): Promise<string>;
  /**
   * Compares a password with a hash: argon2, or bcrypt brought along from elsewhere.
   * @param hash undefined when there is none (nobody has this name): takes as long, and is never right
   * @param options.place on whose account it waits; absent: nobody's
   * @param options.whenItsTurn runs after the waiting and before the hashing: here a limiter is asked, so that all
   *   who were waiting learn what happened meanwhile. What it throws is the answer.
   * @param options.whenWrong runs in the same turn when it was wrong: here a limiter counts. After the turn it would
   *   be too late, the next in the queue would have asked already.
   * @throws 503 `overloaded` when too many are waiting; an error when the kept hash cannot be read
   */
  verify(
    password: string,
    hash: string | undefined,
    options?: { place?: Place; whenItsTurn?: () => Promise<void>; whenWrong?: () => Promise<void> },
  ): Promise<Verdict>;
  /** Ends the worker, if one was needed. */
  stop(): Promise<void>;
};

const mostBytes = 1_024;
/** 64 × 13 ms: nobody waits longer than a second. */
const room = { mostWaiting: 64, forKnown: 16, share: 8 };

const wrong: Verdict = { ok: false, upgrade: false };

/** One per process: the bound on work is the process's. */
export function createPasswords(): Passwords {
  const turns = createTurns(room);
  const thread = createHashingThread();

  return {
    async hash(password, place) {
      const text = written(password);
      if (text === undefined) throw new Error(`a password has at most ${mostBytes} bytes`);
      return await turns.take(() => hashArgon2(thread, text), place);
    },

    verify: (password, hash, { place, whenItsTurn, whenWrong } = {}) =>
      turns.take(async () => {
        await whenItsTurn?.();
        const verdict = await compare(thread, password, hash);
        if (!verdict.ok) await whenWrong?.();
        return verdict;
      }, place),

    stop: thread.stop,
  };
}

async function compare(thread: HashingThread, password: string, hash: string | undefined): Promise<Verdict> {
  const text = written(password);
  if (hash === undefined || text === undefined) {
    await verifyArgon2(thread, nobodysHash, text ?? "");
    return wrong;
  }
  if (isBcrypt(hash)) {
    // bytes as they came: whoever made this hash knew nothing of our normalization
    const ok = await verifyBcrypt(thread, hash, password);
    return { ok, upgrade: ok && seesAllOf(password) };
  }
  const ok = await verifyArgon2(thread, hash, text);
  return { ok, upgrade: ok && isWeakerThanOurs(hash) };
}

/** The password in one way of writing it: é is é on every keyboard. Undefined when it is too long to be one. */
function written(password: string): string | undefined {
  if (Buffer.byteLength(password) > mostBytes) return undefined;
  const text = password.normalize("NFKC");
  return Buffer.byteLength(text) > mostBytes ? undefined : text;
}
