/** API keys as text and as what is kept of them: pure rules, no I/O. */
import { hash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 32;

/** The API version that keys made today are pinned to. */
export const currentApiVersion = "2026-11-01";

/** What every key looks like, ours and those that an operator brings. */
export const keyPattern = /^plk_[A-Za-z0-9_]{20,}$/;

/** A new key: `plk_` and 32 characters, 190 random bits. */
export function newKey(): string {
  let secret = "";
  while (secret.length < secretLength) {
    // bytes over 247 would favour the first characters of the alphabet
    for (const byte of randomBytes(48))
      if (byte < 248 && secret.length < secretLength) secret += alphabet.charAt(byte % 62);
  }
  return `plk_${secret}`;
}

/** What is kept: with this many random bits a plain hash cannot be searched. */
export function hashKey(key: string): Buffer {
  return hash("sha256", key, "buffer");
}

/** How a key begins, to recognize it by. */
export function prefixOf(key: string): string {
  return key.slice(0, 8);
}
