/** What a forger would write, and what nobody but us could: tokens with any header, payload and signature. */
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Database, sql } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { signingKeyPlace } from "#platform/tokens";
import { address, keyRing, subject } from "./signers.ts";

export type Parts = { header: object; payload: object };
/** Signs the first two parts of a token; answers the bytes of its third. */
export type Sign = (input: string) => Buffer;

export const encoded = (text: string | Buffer) => Buffer.from(text).toString("base64url");

/** A token of these texts. */
export function tokenOf(header: string, payload: string | Buffer, signed: Sign): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${encoded(signed(input))}`;
}

/** ECDSA or RSA as JOSE writes it; `dsaEncoding` other than JOSE's is one of the forgeries. */
export function signedBy(
  key: KeyObject,
  hash = "sha256",
  dsaEncoding: "ieee-p1363" | "der" = "ieee-p1363",
): Sign {
  return (input) => sign(hash, Buffer.from(input), { key, dsaEncoding });
}

export const signedByMac =
  (secret: string | Buffer, hash = "sha256"): Sign =>
  (input) =>
    createHmac(hash, secret).update(input).digest();

export const signedWith =
  (bytes: Buffer): Sign =>
  () =>
    bytes;

/** Our own private key, as only somebody with PLINTH_SECRET and the table has it. */
export async function stolenKey(
  database: Pick<Database, "system">,
  secrets: Pick<KeyRing, "open"> = keyRing,
): Promise<{ kid: string; privateKey: KeyObject }> {
  const [row] = await database.system<{ kid: string; sealed: string }>(
    sql`select kid, private_sealed as sealed from plinth.signing_keys order by signs_from limit 1`,
  );
  if (row === undefined) throw new Error("there is no key");
  const jwk = JSON.parse(secrets.open(signingKeyPlace.purpose, row.sealed)) as Record<string, string>;
  return { kid: row.kid, privateKey: createPrivateKey({ key: jwk, format: "jwk" }) };
}

export const foreign = {
  ec256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ec384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ed25519: generateKeyPairSync("ed25519"),
};

/** A header and claims that would be believed. */
export function honest(kid: string, now: Date): Parts {
  const iat = Math.floor(now.getTime() / 1_000);
  return {
    header: { alg: "ES256", typ: "at+jwt", kid },
    payload: { iss: address.issuer, aud: address.audience, ...subject, iat, exp: iat + 600 },
  };
}
