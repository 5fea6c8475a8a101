/** A corpus of forged access tokens for a running application. */
import { createPublicKey, sign } from "node:crypto";
import type { TestApp } from "#harness/app";
import { encoded, foreign, signedBy, signedByMac, signedWith, stolenKey, tokenOf } from "#harness/forgery";
import type { TestPerson } from "#harness/people";
import { createKeyRing } from "#platform/secrets";

const never = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

/** Tokens as a forger would write them, who even knows a real one and its session. */
export async function forgedTokens(t: TestApp, { ada, eve }: { ada: TestPerson; eve: TestPerson }) {
  const { database } = t.app;
  const { privateKey } = await stolenKey(
    database,
    createKeyRing(["a secret of the tests that is long enough to be one"]),
  );
  const ours = signedBy(privateKey);
  const [head = "", body = "", signature = ""] = ada.token.split(".");
  const [header, payload] = [head, body].map(
    (part) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>,
  ) as [Record<string, unknown>, Record<string, unknown>];
  const iat = Number(payload.iat);
  const withHeader = (changed: object, signed = ours) =>
    tokenOf(JSON.stringify({ ...header, ...changed }), JSON.stringify(payload), signed);
  const withPayload = (changed: object) =>
    tokenOf(JSON.stringify(header), JSON.stringify({ ...payload, ...changed }), ours);
  const publicKey = createPublicKey(privateKey);
  const pem = String(publicKey.export({ format: "pem", type: "spki" }));
  const jwks = await t.ask("GET", "/.well-known/jwks.json");
  const theirs = signedBy(foreign.ec256.privateKey);
  const jwk = foreign.ec256.publicKey.export({ format: "jwk" });
  const named = (what: string, values: unknown[], token: (value: unknown) => string) =>
    Object.fromEntries(values.map((value) => [`${what} ${JSON.stringify(value)}`, token(value)]));

  const forgeries: Record<string, string> = {
    ...named("alg", ["none", "None", "NONE", "nOnE", "", null, "HS0", "es256", "ES384"], (alg) =>
      withHeader({ alg }, signedWith(Buffer.alloc(0))),
    ),
    ...named("our signature under alg", ["none", "RS256", "ES384", undefined], (alg) => withHeader({ alg })),
    "HS256 by our public key": withHeader({ alg: "HS256" }, signedByMac(pem)),
    "HS256 by our trimmed public key": withHeader({ alg: "HS256" }, signedByMac(pem.trim())),
    "HS256 by our published key": withHeader(
      { alg: "HS256" },
      signedByMac(JSON.stringify(jwks.json.keys[0])),
    ),
    "HS256 by nothing": withHeader({ alg: "HS256" }, signedByMac("")),
    RS256: withHeader({ alg: "RS256" }, signedBy(foreign.rsa.privateKey)),
    EdDSA: withHeader({ alg: "EdDSA" }, (input) =>
      sign(null, Buffer.from(input), foreign.ed25519.privateKey),
    ),
    "a foreign key under our kid": withHeader({}, theirs),
    "an embedded key": withHeader({ jwk }, theirs),
    "an embedded key and our signature": withHeader({ jwk }),
    "a key to be fetched": withHeader({ jku: "https://evil.example/jwks.json" }, theirs),
    "a certificate to be fetched": withHeader({ x5u: "https://evil.example/cert.pem" }, theirs),
    ...named("kid", ["", "../../dev/null", "' or 1=1 --", "__proto__", null, 0], (kid) =>
      withHeader({ kid }, theirs),
    ),
    "no kid": withHeader({ kid: undefined }),
    ...named("typ", ["JWT", "at+JWT", "", undefined], (typ) => withHeader({ typ })),
    crit: withHeader({ crit: ["exp"] }),
    zip: withHeader({ zip: "DEF" }),
    ...named("iss", ["https://evil.example", "http://localhost:3000/", null, undefined], (iss) =>
      withPayload({ iss }),
    ),
    ...named("aud", ["https://evil.example", ["http://localhost:3000"], null, undefined], (aud) =>
      withPayload({ aud }),
    ),
    expired: withPayload({ iat: iat - 700, exp: iat - 100 }),
    "older than any": withPayload({ iat: iat - 700, exp: iat + 1e9 }),
    "of tomorrow": withPayload({ iat: iat + 86_400, exp: iat + 87_000 }),
    "not yet": withPayload({ nbf: iat + 3_600 }),
    "without end": withPayload({ exp: undefined }),
    "another user's session": withPayload({ sid: eve.sessionId }),
    "another user": withPayload({ sub: eve.id }),
    "a session that never was": withPayload({ sid: never }),
    "a user who never was": withPayload({ sub: never }),
    ...named("sub", ["", "' or true --", null, [ada.id], ada.id.toUpperCase()], (sub) =>
      withPayload({ sub }),
    ),
    ...named("org", ["", "x", null, [ada.id]], (org) => withPayload({ org })),
    "sub twice": tokenOf(
      JSON.stringify(header),
      JSON.stringify(payload).replace("{", `{"sub":"${eve.id}",`),
      ours,
    ),
    "without signature": `${head}.${body}.`,
    "another's signature": `${head}.${body}.${eve.token.split(".")[2]}`,
    "a signature of zeros": withHeader({}, signedWith(Buffer.alloc(64))),
    "a signature in DER": withHeader({}, signedBy(privateKey, "sha256", "der")),
    "another payload under the signature": `${head}.${encoded(JSON.stringify({ ...payload, sub: eve.id }))}.${signature}`,
    "four parts": `${ada.token}.${signature}`,
    "two parts": `${head}.${body}`,
    "parts exchanged": `${body}.${head}.${signature}`,
    padded: `${ada.token}=`,
    "a huge one": `${head}.${"a".repeat(2_500)}.${signature}`,
  };
  return { forgeries, honest: withHeader({}), resigned: withPayload };
}
