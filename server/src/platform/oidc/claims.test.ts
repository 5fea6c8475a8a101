import assert from "node:assert/strict";
import { test } from "node:test";
import { doubtAbout, toEmail, toFound, toName } from "./claims.ts";
import type { OutsideProvider } from "./provider.ts";

const nowMs = Date.UTC(2026, 10, 21);
const sound = { aud: "us", iat: nowMs / 1000, sub: "s", iss: "https://issuer.example" };

test("a token is ours alone, signed with a key pair, and not from the future", () => {
  const cases: [object, unknown, RegExp | undefined][] = [
    [{}, "RS256", undefined],
    [{ aud: ["us"] }, "ES512", undefined],
    [{ azp: "us" }, "EdDSA", undefined],
    [{ iat: nowMs / 1000 + 30 }, "PS384", undefined],
    [{ iat: nowMs / 1000 + 31 }, "RS256", /future/],
    [{ iat: "now" }, "RS256", /future/],
    [{ aud: ["us", "them"], azp: "us" }, "RS256", /somebody else/],
    [{ aud: ["us", "us"] }, "RS256", /somebody else/],
    [{ aud: "them" }, "RS256", /somebody else/],
    [{ aud: undefined }, "RS256", /somebody else/],
    [{ azp: "them" }, "RS256", /another application/],
    [{ sub: "s".repeat(255) }, "RS256", undefined],
    [{ sub: "s".repeat(256) }, "RS256", /subject/],
    [{ sub: "" }, "RS256", /subject/],
    ...["none", "HS256", "HS512", "rs256", "RS1", "", undefined].map(
      (algorithm): [object, unknown, RegExp] => [{}, algorithm, /key pair/],
    ),
  ];
  for (const [changed, algorithm, expected] of cases) {
    const doubt = doubtAbout({ ...sound, ...changed }, algorithm, "us", nowMs);
    const named = JSON.stringify({ changed, algorithm, doubt });
    if (expected === undefined) assert.equal(doubt, undefined, named);
    else assert.match(doubt ?? "", expected, named);
  }
});

test("an e-mail is verified only when its provider can know that it is this person's", () => {
  const cases: [OutsideProvider["kind"], object, boolean][] = [
    ["openid", { email_verified: true }, true],
    ["openid", { email_verified: "true" }, true], // some issuers write it as text
    ["openid", { email_verified: false }, false],
    ["openid", { email_verified: "false" }, false],
    ["openid", { email_verified: 1 }, false],
    ["openid", {}, false],
    ["openid", { xms_edov: true }, false],
    ["google", { email_verified: true, hd: "example.com" }, true],
    ["google", { email_verified: true, email: "ada@gmail.com" }, true],
    ["google", { email_verified: true, email: "ada@notgmail.com" }, false],
    ["google", { email_verified: true }, false],
    ["google", { email_verified: false, hd: "example.com" }, false],
    ["microsoft", { xms_edov: true }, true],
    ["microsoft", { xms_edov: "1" }, true],
    ["microsoft", { xms_edov: false }, false],
    ["microsoft", { xms_edov: "0" }, false],
    // nOAuth: an administrator of any tenant can write any address into `email`
    ["microsoft", {}, false],
    ["microsoft", { email_verified: true }, false],
  ];
  for (const [kind, changed, expected] of cases) {
    const found = toFound(kind, { ...sound, email: "ada@example.com", ...changed });
    assert.equal(found.emailVerified, expected, JSON.stringify({ kind, changed }));
  }
});

test("an e-mail that cannot receive mail is none, and none is never verified", () => {
  for (const email of [
    "",
    "ada",
    "a@b@c",
    "a b@c",
    "a@b\nbcc: x@y",
    "a\u0000@b",
    `${"a".repeat(250)}@b.ch`,
    7,
    null,
  ]) {
    assert.equal(toEmail(email), null, JSON.stringify(email));
    assert.equal(toFound("openid", { ...sound, email, email_verified: true }).emailVerified, false);
  }
  assert.equal(toEmail("ada@example.com"), "ada@example.com");
});

test("a name is what can be shown of it", () => {
  assert.equal(toName(" Ada\u0000 \u202eLovelace\n"), "Ada Lovelace");
  assert.equal(toName("👩".repeat(201)), "👩".repeat(200));
  for (const none of ["", " \n", "\u202e", 7, null, undefined, { toString: () => "Ada" }])
    assert.equal(toName(none), null);
});
