/**
 * Hashes of bcrypt, as they come with people from other systems; ours are never made with it.
 *
 * The implementation is plain JavaScript and takes 80 ms and more. bcrypt reads 72 bytes of a password and ignores
 * the rest: a longer one is accepted as it was where it comes from, but not hashed anew, because nobody knows whether
 * the rest of it is right.
 */
import type { HashingThread } from "./hashing-thread.ts";

const pattern = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const mostRounds = 15;
const bytesRead = 72;

/** Whether it was made by bcrypt, readable or not. */
export function isBcrypt(hash: string): boolean {
  return hash.startsWith("$2");
}

/** Whether bcrypt looks at the whole password. */
export function seesAllOf(password: string): boolean {
  return Buffer.byteLength(password) <= bytesRead;
}

/** @throws when the hash is not one of bcrypt's, or asks for more work than 2^15 rounds. */
export async function verifyBcrypt(thread: HashingThread, hash: string, password: string): Promise<boolean> {
  const rounds = Number(pattern.exec(hash)?.[1] ?? Number.NaN);
  if (!(rounds >= 4 && rounds <= mostRounds)) throw new Error("a kept bcrypt hash cannot be read");
  return await thread.verify("bcrypt verify", hash, password);
}
