/** A key as a process holds it: read from its row, ready to sign and to verify. */
import type { CryptoKey, JWK } from "jose";
import type { KeyRing } from "#platform/secrets";
import { algorithm, openPrivate, readPublic } from "./key-pair.ts";
import type { KeyRow } from "./key-rows.ts";
import type { Turn } from "./schedule.ts";

export type TokenHeader = { alg: typeof algorithm; typ: "at+jwt"; kid: string };

export type KnownKey = Turn & {
  publicKey: CryptoKey;
  jwk: JWK;
  header: TokenHeader;
  /** The first part of every token that it signs. */
  encodedHeader: string;
  /** Or why the ring does not open it. */
  privateKey: CryptoKey | Error;
};

const headerPattern = /^\{"alg":"ES256","typ":"at\+jwt","kid":"[\w-]{43}"\}$/;
const longestHeader = 140;

/** @param before the same key as it was known: only its moments ever change; what stayed closed is tried again. */
export async function learnKey(
  row: KeyRow,
  before: KnownKey | undefined,
  keyRing: KeyRing,
): Promise<KnownKey> {
  const { kid, signsFrom, signsUntil, goneAt } = row;
  const turn = { kid, signsFrom, signsUntil, goneAt };
  if (before !== undefined && !(before.privateKey instanceof Error)) return { ...before, ...turn };

  const { key: publicKey, jwk } = await readPublic(row);
  const privateKey = await openPrivate(keyRing, row).catch((cause: Error) => closed(kid, cause));
  const header: TokenHeader = { alg: algorithm, typ: "at+jwt", kid };
  const encodedHeader = Buffer.from(JSON.stringify(header)).toString("base64url");
  return { ...turn, publicKey, jwk, header, encodedHeader, privateKey };
}

function closed(kid: string, cause: Error): Error {
  return new Error(`The signing key ${kid} stays closed: ${cause.message}.`, { cause });
}

/** May a key that is unknown here have written it? Then it is worth a look into the database, and no more. */
export function mayBeOurs(encodedHeader: string): boolean {
  return (
    encodedHeader.length <= longestHeader &&
    headerPattern.test(Buffer.from(encodedHeader, "base64url").toString())
  );
}
