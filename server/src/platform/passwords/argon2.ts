/** argon2id with the least that OWASP recommends: 19 MiB, 2 passes, 1 lane; 13 ms here. */
import { type Options, parseOptions } from "@node-rs/argon2";
import type { HashingThread } from "./hashing-thread.ts";

// the library's names for these are `const enum`s, which stripped types cannot read
const argon2id = 2;
const version19 = 1;

const ours = {
  algorithm: argon2id,
  version: version19,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} satisfies Options;
const saltBytes = 16;

/** A hash that came from elsewhere may ask for more than ours, but not for the machine. */
const most = { memoryCost: 262_144, timeCost: 16, parallelism: 16 };

/** The hash of 32 random bytes that nobody kept: what is compared with when there is nobody. Costs as much as ours. */
export const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$4IPwfgu0VtG1cMhL2n9zrw$w+3JyJLzPGQLacelc1dvGDgmfOgyUgSUxIdIpihAmK4";

/** @returns the hash in PHC format, with a salt of its own. */
export function hashArgon2(thread: HashingThread, text: string): Promise<string> {
  return thread.hash(text, ours);
}

/** @throws when the hash cannot be read or asks for more work than `most`: a broken row must not look like a typo. */
export async function verifyArgon2(thread: HashingThread, kept: string, text: string): Promise<boolean> {
  const asked = read(kept);
  if (
    asked.memoryCost > most.memoryCost ||
    asked.timeCost > most.timeCost ||
    asked.parallelism > most.parallelism
  )
    throw new Error("a kept argon2 hash asks for more work than allowed");
  return await thread.verify("argon2 verify", kept, text);
}

/** Whether a hash made today would be harder to search. */
export function isWeakerThanOurs(kept: string): boolean {
  const it = read(kept);
  return (
    it.algorithm !== ours.algorithm ||
    it.version !== ours.version ||
    it.memoryCost < ours.memoryCost ||
    it.timeCost < ours.timeCost ||
    it.outputLen < ours.outputLen ||
    it.saltLen < saltBytes
  );
}

function read(kept: string) {
  try {
    return parseOptions(kept);
  } catch {
    // the library's own message may quote the hash
    throw new Error("a kept password hash cannot be read");
  }
}
