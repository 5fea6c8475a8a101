/** ID tokens, true and false. */
import type { webcrypto } from "node:crypto";
import { base64url, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export type TokenLie =
  | "nonce_wrong"
  | "nonce_missing"
  | "audience_wrong"
  | "audience_also_another"
  | "audience_empty"
  | "party_wrong"
  | "issuer_wrong"
  | "issuer_missing"
  | "expired"
  | "expiry_missing"
  | "not_yet_valid"
  | "issued_in_the_future"
  | "subject_missing"
  | "subject_empty"
  | "subject_a_number"
  | "subject_too_long"
  | "unsigned"
  | "signed_with_client_secret"
  | "signed_with_public_key"
  | "signed_by_foreign_key"
  | "signature_cut"
  | "payload_changed"
  | "key_unknown"
  | "key_unnamed"
  | "critical_extension"
  | "no_token"
  | "no_jwt";

export type Signer = {
  keySet(issuer: string | undefined): { keys: unknown[] };
  /** @param claims of whoever signs in; times are added. Undefined: there is no token at all. */
  sign(claims: JWTPayload, lie: TokenLie | undefined, clientSecret: string): Promise<string | undefined>;
  rotate(): Promise<void>;
};

export async function createSigner(): Promise<Signer> {
  let generation = 0;
  let current = await makeKey();
  // a second published key, so that a token without a kid fits more than one
  const spare = await makeKey();
  const foreign = await makeKey();

  return {
    keySet: (issuer) => ({
      keys: [current, spare].map(({ jwk }) => ({ ...jwk, ...(issuer === undefined ? {} : { issuer }) })),
    }),
    async rotate() {
      current = await makeKey();
    },
    async sign(claims, lie, clientSecret) {
      const now = Math.floor(Date.now() / 1000);
      const told = { iat: now, exp: now + 300, ...claims, ...falseClaims(lie, now, claims) };
      const header = { alg: "RS256", kid: current.kid };
      const sign = (key: webcrypto.CryptoKey | Uint8Array, changed: object = {}) =>
        new SignJWT(told).setProtectedHeader({ ...header, ...changed }).sign(key);
      switch (lie) {
        case "no_token":
          return undefined;
        case "no_jwt":
          return "gibberish";
        case "unsigned":
          return `${part({ ...header, alg: "none" })}.${part(told)}.`;
        case "signed_with_client_secret":
          return sign(new TextEncoder().encode(clientSecret), { alg: "HS256" });
        case "signed_with_public_key":
          return sign(new TextEncoder().encode(await exportSPKI(current.publicKey)), { alg: "HS256" });
        case "signed_by_foreign_key":
          return sign(foreign.privateKey);
        case "key_unknown":
          return sign(foreign.privateKey, { kid: "never-published" });
        case "key_unnamed":
          return sign(current.privateKey, { kid: undefined });
        case "critical_extension":
          return `${part({ ...header, crit: ["x"], x: 1 })}.${(await sign(current.privateKey)).split(".").slice(1).join(".")}`;
        case "signature_cut":
          return (await sign(current.privateKey)).split(".").slice(0, 2).join(".").concat(".");
        case "payload_changed": {
          const [head, , signature] = (await sign(current.privateKey)).split(".");
          return [head, part({ ...told, sub: "somebody-else" }), signature].join(".");
        }
        default:
          return sign(current.privateKey);
      }
    },
  };

  async function makeKey() {
    generation += 1;
    const kid = `key-${generation}`;
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    return {
      kid,
      publicKey,
      privateKey,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" },
    };
  }
}

function falseClaims(lie: TokenLie | undefined, now: number, { aud }: JWTPayload): JWTPayload {
  switch (lie) {
    case "nonce_wrong":
      return { nonce: "of-another-sign-in" };
    case "nonce_missing":
      return { nonce: undefined };
    case "audience_wrong":
      return { aud: "another-client" };
    case "audience_also_another":
      return { aud: [String(aud), "another-client"], azp: aud };
    case "audience_empty":
      return { aud: [] };
    case "party_wrong":
      return { azp: "another-client" };
    case "issuer_wrong":
      return { iss: "https://another.example" };
    case "issuer_missing":
      return { iss: undefined };
    case "expired":
      return { iat: now - 7200, exp: now - 60 };
    case "expiry_missing":
      return { exp: undefined };
    case "not_yet_valid":
      return { nbf: now + 600 };
    case "issued_in_the_future":
      return { iat: now + 600, exp: now + 900 };
    case "subject_missing":
      return { sub: undefined };
    case "subject_empty":
      return { sub: "" };
    case "subject_a_number":
      return { sub: 7 as unknown as string }; // the lie is that it is none
    case "subject_too_long":
      return { sub: "s".repeat(256) };
    default:
      return {};
  }
}

function part(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}
