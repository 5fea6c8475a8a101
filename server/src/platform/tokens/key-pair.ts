/** A key pair for ES256, as it is made, kept and read again. The private half leaves this file only sealed. */
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import type { KeyRing } from "#platform/secrets";

/** Every library of every language verifies it; Ed25519 is faster, and unknown to many. */
export const algorithm = "ES256";
/** What private keys are sealed for. */
export const sealing = "signing key";

/** What is kept of a pair: the text of its public JWK, and the private JWK sealed. */
export type KeptPair = { kid: string; publicJwk: string; privateSealed: string };

/** A new pair. Its `kid` is the thumbprint of the public key (RFC 7638): no two keys share one. */
export async function makePair(keyRing: KeyRing): Promise<KeptPair> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const privateJwk = await exportJWK(pair.privateKey);
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    publicJwk: JSON.stringify({ ...publicJwk, kid, use: "sig", alg: algorithm }),
    privateSealed: keyRing.seal(sealing, JSON.stringify(privateJwk)),
  };
}

/** The public half. @throws when the text is not the key of that `kid`. */
export async function readPublic({ kid, publicJwk }: KeptPair): Promise<{ key: CryptoKey; jwk: JWK }> {
  const { kty, crv, x, y } = JSON.parse(publicJwk) as JWK;
  // member by member: whatever else a row might hold is never published
  const jwk: JWK = { kty, crv, x, y, kid, use: "sig", alg: algorithm } as JWK;
  return { key: await imported(kid, jwk), jwk };
}

/** The private half, which cannot be exported again. @throws when no secret of the ring opens it. */
export async function openPrivate(keyRing: KeyRing, { kid, privateSealed }: KeptPair): Promise<CryptoKey> {
  return await imported(kid, JSON.parse(keyRing.open(sealing, privateSealed)) as JWK);
}

async function imported(kid: string, jwk: JWK): Promise<CryptoKey> {
  if ((await calculateJwkThumbprint(jwk)) !== kid) throw new Error(`the signing key ${kid} is another key`);
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error(`the signing key ${kid} is no key pair`);
  return key;
}
