import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, startOidcProvider } from "#harness/oidc-provider";
import { everybody, problemOf, redirectUri, signIn } from "#harness/outside-sign-in";

let outside: OidcProvider;
before(async () => {
  outside = await startOidcProvider();
});
afterEach(() => outside.behave());
after(() => outside.close());

describe("GitHub", () => {
  test("only a confirmed primary address counts", async () => {
    const cases: [unknown, string | null, boolean][] = [
      [[{ email: "a@b.example", primary: true, verified: true }], "a@b.example", true],
      [[{ email: "a@b.example", primary: true, verified: false }], "a@b.example", false],
      [[{ email: "a@b.example", primary: true, verified: "true" }], "a@b.example", false],
      [[{ email: "a@b.example", primary: false, verified: true }], null, false],
      [[{ email: "no address", primary: true, verified: true }], null, false],
      [[{ primary: true, verified: true }], null, false],
      [[null, 7, "x"], null, false],
      [[], null, false],
    ];
    for (const [emails, email, verified] of cases) {
      outside.user = { sub: "-", id: 7, emails };
      const found = await signIn(outside, everybody(outside), "github");
      assert.deepEqual([found.email, found.emailVerified], [email, verified], JSON.stringify(emails));
    }
  });

  test("401: an account without a number is nobody", async () => {
    for (const id of [undefined, null, "7", 0, -1, 1.5, 2 ** 53, [7]]) {
      outside.user = { sub: "-", id, emails: [] };
      const all = everybody(outside);
      const problem = await problemOf(signIn(outside, all, "github"));
      assert.equal(problem.kind.code, "outside_sign_in_failed");
      assert.match(all.refusals.join(), /has no id/);
    }
  });

  test("401: no list of addresses", async () => {
    outside.user = { sub: "-", id: 7, emails: { email: "a@b.example" } };
    const all = everybody(outside);
    assert.equal((await problemOf(signIn(outside, all, "github"))).kind.status, 401);
    assert.match(all.refusals.join(), /list of addresses/);
  });

  test("401: a code that was used, a foreign state, the issuer of another", async () => {
    const { providers, refusals } = everybody(outside);
    outside.user = { sub: "-", id: 7, emails: [] };
    const { authorizationUrl, memory } = await providers.begin("github", { redirectUri });
    const callback = await outside.visit(authorizationUrl);
    const finish = (changed: object) =>
      providers.finish("github", { memory, callback: { ...callback, ...changed }, redirectUri });
    await problemOf(finish({ state: "foreign" }));
    await problemOf(finish({ iss: "https://another.example" }));
    assert.equal((await finish({ iss: "https://github.com/login/oauth" })).subject, "7");
    await problemOf(finish({}));
    assert.match(refusals[0] ?? "", /"state"/);
    assert.match(refusals[1] ?? "", /"iss"/);
    assert.match(refusals[2] ?? "", /"access_token" property must be a string/);
  });
});
