/**
 * Recovery codes: ten, for the day the phone is gone. Each has 80 random bits, in an alphabet without letters that
 * look like digits (Crockford's base32), and is taken however it is typed. Pure rules, no I/O.
 */
import { hash, randomBytes } from "node:crypto";
import Type from "typebox";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const codes = 10;
const characters = 16;

/** How they are shown, once. */
export const RecoveryCodes = Type.Object({
  recovery_codes: Type.Array(Type.String({ description: "A code.", examples: ["fam8-re18-c2ew-fc3a"] }), {
    description: "Ten codes, each good once in place of the app's. Keep them where the phone is not.",
  }),
});

/** Ten new codes such as `fam8-re18-c2ew-fc3a`. Shown once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: codes }, newCode);
}

/**
 * What is kept of a code, and looked for when one is typed: SHA-256, which 80 random bits need no salt for. Case,
 * spaces and hyphens do not matter, O is 0, I and L are 1. What is no code has a hash too, and nobody has that one.
 */
export function hashRecoveryCode(text: string): Buffer {
  return hash("sha256", canonical(text), "buffer");
}

function newCode(): string {
  // 5 bits of each byte: 32 divides 256, so that every character is as likely as another
  const drawn = [...randomBytes(characters)].map((byte) => alphabet.charAt(byte % 32)).join("");
  return (drawn.match(/.{4}/g) ?? []).join("-");
}

function canonical(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
}
