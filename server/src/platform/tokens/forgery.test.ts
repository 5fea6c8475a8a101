/** The corpus of forgeries: every one is refused, with one and the same error. */
import assert from "node:assert/strict";
import { createPublicKey, sign } from "node:crypto";
import { describe, test } from "node:test";
import {
  encoded,
  foreign,
  honest,
  type Sign,
  signedBy,
  signedByMac,
  signedWith,
  stolenKey,
  tokenOf,
} from "#harness/forgery";
import { keyRing, signingKit, subject, turnedClock } from "#harness/signers";
import { InvalidToken, replaceSigningKeys } from "./index.ts";

const kit = await signingKit();
const clock = turnedClock();
const signer = await kit.signer(clock);
const { kid, privateKey } = await stolenKey(kit.database);
const ours = signedBy(privateKey);
const { header, payload } = honest(kid, clock.now());
const iat = Math.floor(clock.now().getTime() / 1_000);
const real = await signer.sign(subject);
const [realHeader = "", realPayload = "", realSignature = ""] = real.split(".");

const withHeader = (changed: object, signed: Sign = ours) =>
  tokenOf(JSON.stringify({ ...header, ...changed }), JSON.stringify(payload), signed);
const withPayload = (changed: object) =>
  tokenOf(JSON.stringify(header), JSON.stringify({ ...payload, ...changed }), ours);
const withPayloadText = (text: string | Buffer) => tokenOf(JSON.stringify(header), text, ours);
const withSignature = (bytes: Buffer) => withHeader({}, signedWith(bytes));

async function refused(tokens: Record<string, string>): Promise<void> {
  const believed: string[] = [];
  for (const [name, token] of Object.entries(tokens)) {
    const error = await signer.verify(token).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined) believed.push(name);
    else
      assert.deepEqual(
        [error instanceof InvalidToken, String(error), (error as Error).cause],
        [true, "InvalidToken: the access token is not valid", undefined],
        name,
      );
  }
  assert.deepEqual(believed, []);
}

test("the forger's tools make tokens that are believed, once they hold our key and change nothing", async () => {
  assert.deepEqual(await signer.verify(withHeader({})), { ...subject, org: undefined, iat, exp: iat + 600 });
  assert.equal((await signer.verify(withPayload({ org: subject.sub }))).org, subject.sub);
  const nearlyOver = { iat: iat - 596, exp: iat - 4 };
  for (const edge of [nearlyOver, { iat: iat + 4, exp: iat + 604 }, { nbf: iat + 4 }])
    assert.equal((await signer.verify(withPayload(edge))).sub, subject.sub, JSON.stringify(edge));
});

describe("refused is", () => {
  test("every algorithm but ours, whatever its name and its key", async () => {
    const publicKey = createPublicKey(privateKey);
    const publicJwk = publicKey.export({ format: "jwk" });
    const publicSecrets: Record<string, string | Buffer> = {
      pem: publicKey.export({ format: "pem", type: "spki" }),
      "pem without its last line break": String(publicKey.export({ format: "pem", type: "spki" })).trim(),
      der: publicKey.export({ format: "der", type: "spki" }),
      jwk: JSON.stringify(publicJwk),
      "published jwk": JSON.stringify(signer.jwks().keys[0]),
      "x and y": Buffer.concat(
        [publicJwk.x, publicJwk.y].map((part) => Buffer.from(part ?? "", "base64url")),
      ),
      nothing: "",
    };
    const nones = ["none", "None", "NONE", "nOnE", "none ", " none", "no\u0000ne", "", "null", "HS0"];
    await refused({
      ...named(nones, "alg", (alg) => withHeader({ alg }, signedWith(Buffer.alloc(0)))),
      ...named(nones, "real signature, alg", (alg) => withHeader({ alg })),
      ...named([null, 0, [], ["ES256"], {}, true], "alg", (alg) => withHeader({ alg })),
      "no alg": withHeader({ alg: undefined }),
      ...named(Object.keys(publicSecrets), "HS256 by", (name) =>
        withHeader({ alg: "HS256" }, signedByMac(publicSecrets[name] ?? "")),
      ),
      HS512: withHeader({ alg: "HS512" }, signedByMac(publicSecrets.pem ?? "", "sha512")),
      RS256: withHeader({ alg: "RS256" }, signedBy(foreign.rsa.privateKey)),
      PS256: withHeader({ alg: "PS256" }, signedBy(foreign.rsa.privateKey)),
      ES384: withHeader({ alg: "ES384" }, signedBy(foreign.ec384.privateKey, "sha384")),
      EdDSA: withHeader({ alg: "EdDSA" }, (input) =>
        sign(null, Buffer.from(input), foreign.ed25519.privateKey),
      ),
      ...named(["ES384", "ES512", "ES256K", "es256", "ES256 "], "our signature called", (alg) =>
        withHeader({ alg }),
      ),
    });
  });

  test("every key but ours, also one that the token brings along or points at", async () => {
    const theirs = signedBy(foreign.ec256.privateKey);
    const jwk = foreign.ec256.publicKey.export({ format: "jwk" });
    await refused({
      "foreign key under our kid": withHeader({}, theirs),
      "foreign RSA key under our kid and algorithm": withHeader({}, signedBy(foreign.rsa.privateKey)),
      "embedded jwk": withHeader({ jwk }, theirs),
      "embedded jwk with our kid": withHeader({ jwk: { ...jwk, kid } }, theirs),
      "embedded jwk, our signature": withHeader({ jwk }),
      jku: withHeader({ jku: "https://evil.test/jwks.json" }, theirs),
      "jku, our signature": withHeader({ jku: "https://plinth.test/.well-known/jwks.json" }),
      x5u: withHeader({ x5u: "https://evil.test/cert.pem" }, theirs),
      x5c: withHeader({ x5c: [encoded("certificate")] }, theirs),
      ...named(
        [
          "../../../../dev/null",
          "/etc/passwd",
          "' or 1=1 --",
          "x' union select 'AAAA",
          "",
          "\u0000",
          `${kid}\u0000`,
          `${kid} `,
          "a".repeat(43),
          "a".repeat(100_000),
          "__proto__",
          "constructor",
          `["${kid}"]`,
        ],
        "kid",
        (other) => withHeader({ kid: other }, theirs),
      ),
      ...named([null, 0, [kid], { kid }], "kid", (other) => withHeader({ kid: other })),
      "no kid": withHeader({ kid: undefined }),
    });
  });

  test("a header with anything else in it, though we had signed it", async () => {
    const text = JSON.stringify(header);
    const odd = (changed: string | Buffer) => {
      const input = `${encoded(changed)}.${encoded(JSON.stringify(payload))}`;
      return `${input}.${encoded(ours(input))}`;
    };
    await refused({
      ...named(["JWT", "jwt", "at+JWT", "application/at+jwt", "dpop+jwt", ""], "typ", (typ) =>
        withHeader({ typ }),
      ),
      "no typ": withHeader({ typ: undefined }),
      crit: withHeader({ crit: ["exp"] }),
      "crit with b64": withHeader({ crit: ["b64"], b64: false }),
      "empty crit": withHeader({ crit: [] }),
      b64: withHeader({ b64: true }),
      zip: withHeader({ zip: "DEF" }),
      cty: withHeader({ cty: "JWT" }),
      "alg twice": odd(text.replace("{", '{"alg":"none",')),
      "alg twice, ours first": odd(text.replace("}", ',"alg":"none"}')),
      "kid twice": odd(text.replace("}", `,"kid":"${kid}"}`)),
      "another order": odd(JSON.stringify({ kid, typ: "at+jwt", alg: "ES256" })),
      spaces: odd(JSON.stringify(header, null, 1)),
      "an escape": odd(text.replace("alg", "\\u0061lg")),
      "a byte order mark": odd(`\uFEFF${text}`),
      ...named(["", "{}", "[]", "null", "1", '"x"', "{", "\u0000"], "header", odd),
      "broken UTF-8": odd(Buffer.from([0xff, 0xfe, 0x7b, 0x7d])),
    });
  });

  test("a token for somebody else, of another time or without what it must say", async () => {
    await refused({
      ...named(
        ["https://evil.test", "https://plinth.test/", "", null, ["https://plinth.test"], undefined],
        "iss",
        (iss) => withPayload({ iss }),
      ),
      ...named(
        ["https://evil.test", "", null, ["https://plinth.test"], ["https://plinth.test", "x"], {}, undefined],
        "aud",
        (aud) => withPayload({ aud }),
      ),
      expired: withPayload({ iat: iat - 606, exp: iat - 6 }),
      "expired for long": withPayload({ iat: iat - 86_400, exp: iat - 85_800 }),
      "older than any token, though it would not expire": withPayload({ iat: iat - 606, exp: iat + 1e9 }),
      "made in the future": withPayload({ iat: iat + 6, exp: iat + 606 }),
      "not yet": withPayload({ nbf: iat + 6 }),
      ...named([undefined, null, String(iat + 600), [], true, -1, 0], "exp", (exp) => withPayload({ exp })),
      ...named([undefined, null, String(iat), [], true, -1, 0], "iat", (at) => withPayload({ iat: at })),
      "exp beyond all numbers": withPayloadText(JSON.stringify(payload).replace(/"exp":\d+/, '"exp":1e999')),
      ...named(
        [
          undefined,
          null,
          "",
          "admin",
          "1",
          1,
          [subject.sub],
          {},
          subject.sub.toUpperCase(),
          `${subject.sub} `,
          `{${subject.sub}}`,
        ],
        "sub",
        (sub) => withPayload({ sub }),
      ),
      ...named([undefined, null, "", "x", 1, `${subject.sid}\n`], "sid", (sid) => withPayload({ sid })),
      ...named([null, "", "x", 1, "' or true --", [subject.sub]], "org", (org) => withPayload({ org })),
    });
  });

  test("a payload that could be read in two ways", async () => {
    const text = JSON.stringify(payload);
    await refused({
      "sub twice": withPayloadText(text.replace("{", `{"sub":"0199f3c2-7d1e-7a30-9b5f-000000000000",`)),
      "exp twice": withPayloadText(text.replace("}", `,"exp":${iat + 500}}`)),
      spaces: withPayloadText(JSON.stringify(payload, null, 1)),
      "a line break behind it": withPayloadText(`${text}\n`),
      "a byte order mark": withPayloadText(`\uFEFF${text}`),
      "broken UTF-8": withPayloadText(
        Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
      ),
      ...named(["", "{}", "[]", "null", "1", '"x"', "{"], "payload", withPayloadText),
    });
  });

  test("a signature that is none: of another token, of nothing, written otherwise, or of zeros", async () => {
    const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
    const [zero, one] = [Buffer.alloc(32), Buffer.concat([Buffer.alloc(31), Buffer.of(1)])];
    const signature = Buffer.from(realSignature, "base64url");
    const another = (await signer.sign({ ...subject, org: subject.sub })).split(".")[2] ?? "";
    await refused({
      "of another token": `${realHeader}.${realPayload}.${another}`,
      none: `${realHeader}.${realPayload}.`,
      DER: withHeader({}, signedBy(privateKey, "sha256", "der")),
      "r = s = 0": withSignature(Buffer.concat([zero, zero])),
      "r = 0": withSignature(Buffer.concat([zero, signature.subarray(32)])),
      "s = 0": withSignature(Buffer.concat([signature.subarray(0, 32), zero])),
      "r = s = n": withSignature(Buffer.concat([order, order])),
      "r = n, s = 0": withSignature(Buffer.concat([order, zero])),
      "r = s = 1": withSignature(Buffer.concat([one, one])),
      "all ones": withSignature(Buffer.alloc(64, 0xff)),
      "halves exchanged": withSignature(Buffer.concat([signature.subarray(32), signature.subarray(0, 32)])),
      "one byte less": withSignature(signature.subarray(0, 63)),
      "one byte more": withSignature(Buffer.concat([signature, Buffer.of(0)])),
      "with another hash": withHeader({}, signedBy(privateKey, "sha384")),
    });
  });

  test("a token that was changed in any character, cut anywhere, or put together otherwise", async () => {
    const changed = Array.from(real, (character, i) =>
      ["A", "B", "."]
        .filter((other) => other !== character)
        .map((other) => real.slice(0, i) + other + real.slice(i + 1)),
    ).flat();
    const cut = Array.from(real, (_, i) => real.slice(0, i));
    const huge = "a".repeat(1024 * 1024);
    await refused({
      ...Object.fromEntries([...changed, ...cut].map((token) => [token, token])),
      ...named(
        [`${real}.`, `.${real}`, `${real}.${real}`, `${real}..`, `${real}.${realSignature}`],
        "",
        (token) => token,
      ),
      ...named(
        [` ${real}`, `${real}\n`, `Bearer ${real}`, `${real}=`, `${real}==`, `"${real}"`],
        "",
        (token) => token,
      ),
      "the parts exchanged": `${realPayload}.${realHeader}.${realSignature}`,
      "as JSON": JSON.stringify({ protected: realHeader, payload: realPayload, signature: realSignature }),
      "five parts, as if it were encrypted": `${realHeader}..${realPayload}.${realSignature}.${realSignature}`,
      "a million characters": huge,
      "a million dots": ".".repeat(1024 * 1024),
      "a huge header": `${huge}.${realPayload}.${realSignature}`,
      "a huge payload": withPayload({ padding: huge }),
      "a huge signature": `${realHeader}.${realPayload}.${huge}`,
    });
  });

  test("a token whose key was withdrawn", async () => {
    await replaceSigningKeys({ ...kit, keyRing, clock });
    await signer.look();
    await refused({ real, "signed anew with the stolen key": withHeader({}) });
  });
});

function named<T>(values: readonly T[], what: string, token: (value: T) => string): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => [`${what} ${String(JSON.stringify(value)).slice(0, 80)}`.trim(), token(value)]),
  );
}
