/**
 * Opaque tokens: 256 random bits that mean nothing but the row they are looked up by. The first letters say what one
 * is for, so that a token of one kind is never taken for another, and a leaked one is recognized. Pure rules, no I/O.
 */
import { hash, randomBytes } from "node:crypto";

const prefixes = {
  verification: "plv_",
  reset: "plp_",
  invitation: "pli_",
  mfa: "plm_",
  session: "pls_",
  device: "pld_",
} as const;

export type TokenKind = keyof typeof prefixes;

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^43 is just over 2^256. */
const characters = 43;
const secret = /^[0-9A-Za-z]{43}$/;

/** A new token, such as `plv_` and 43 letters and digits: a double click selects all of it. */
export function newToken(kind: TokenKind): string {
  let number = BigInt(`0x${randomBytes(32).toString("hex")}`);
  let text = "";
  for (let i = 0; i < characters; i++) {
    text = alphabet.charAt(Number(number % 62n)) + text;
    number /= 62n;
  }
  return prefixes[kind] + text;
}

/** Whether the text looks like a token of this kind. */
export function isToken(kind: TokenKind, text: string): boolean {
  return text.startsWith(prefixes[kind]) && secret.test(text.slice(prefixes[kind].length));
}

/** What is kept: with this many random bits a plain hash cannot be searched, and looking it up tells no time. */
export function hashToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
