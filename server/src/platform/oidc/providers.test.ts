import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, startOidcProvider } from "#harness/oidc-provider";
import { everybody, problemOf, publicUrl, redirectUri, signIn } from "#harness/outside-sign-in";

const tenant = "11111111-2222-3333-4444-555555555555";

let outside: OidcProvider;
before(async () => {
  outside = await startOidcProvider();
});
afterEach(() => outside.behave());
after(() => outside.close());

describe("the happy path", () => {
  test("any issuer: the subject is its own, a verified e-mail counts", async () => {
    assert.deepEqual(await signIn(outside, everybody(outside), "acme"), {
      provider: "acme",
      subject: `${outside.issuer}#person-1`,
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada Lovelace",
    });
  });

  test("any issuer: what the token leaves out, the userinfo endpoint tells", async () => {
    outside.emailInToken = false;
    const found = await signIn(outside, everybody(outside), "acme");
    assert.deepEqual([found.email, found.emailVerified], ["ada@example.com", true]);
    assert.equal(outside.asked.at(-1), "userinfo");
  });

  test("Google", async () => {
    outside.user = { ...outside.user, hd: "example.com" };
    const found = await signIn(outside, everybody(outside), "google");
    assert.equal(found.subject, "https://accounts.google.com#person-1");
    assert.deepEqual([found.email, found.emailVerified], ["ada@example.com", true]);
  });

  for (const who of ["common", "organizations", tenant])
    test(`Microsoft, open to ${who}: the tenant is part of the subject`, async () => {
      outside.user = { sub: "pairwise", tid: tenant, email: "ada@example.com", xms_edov: true, name: "Ada" };
      assert.deepEqual(await signIn(outside, everybody(outside, who), "microsoft"), {
        provider: "microsoft",
        subject: `https://login.microsoftonline.com/${tenant}/v2.0#pairwise`,
        email: "ada@example.com",
        emailVerified: true,
        name: "Ada",
      });
    });

  test("GitHub: the account's number is the subject, the primary address is the e-mail", async () => {
    const emails = [
      { email: "old@example.com", primary: false, verified: true },
      { email: "ada@example.com", primary: true, verified: true },
    ];
    outside.user = { sub: "-", id: 583231, name: "Ada", emails };
    assert.deepEqual(await signIn(outside, everybody(outside), "github"), {
      provider: "github",
      subject: "583231",
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada",
    });
  });

  test("keys that were rotated between two sign-ins are known at once, the old ones forgotten", async () => {
    const { providers } = everybody(outside);
    await signIn(outside, { providers }, "acme");
    await outside.rotateKeys();
    await signIn(outside, { providers }, "acme");
    await outside.rotateKeys();
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const callback = await outside.visit(authorizationUrl);
    await outside.rotateKeys();
    assert.equal((await providers.finish("acme", { memory, callback, redirectUri })).provider, "acme");
  });

  test("the list shows names and titles and nothing else", () => {
    assert.deepEqual(everybody(outside).providers.list(), [
      { name: "acme", title: "Acme staff" },
      { name: "google", title: "Google" },
      { name: "microsoft", title: "Microsoft" },
      { name: "github", title: "GitHub" },
    ]);
  });
});

describe("what is asked of the browser", () => {
  test("carries state, nonce and an S256 challenge, all new each time, and no secret", async () => {
    const { providers } = everybody(outside);
    const begun = await Promise.all([1, 2].map(() => providers.begin("google", { redirectUri })));
    const seen = new Set<string | null>();
    for (const { authorizationUrl, memory } of begun) {
      const asked = new URL(authorizationUrl).searchParams;
      assert.equal(asked.get("redirect_uri"), redirectUri);
      assert.equal(asked.get("code_challenge_method"), "S256");
      assert.equal(asked.get("response_type"), "code");
      assert.equal(asked.get("state"), memory.state);
      assert.equal(asked.get("nonce"), memory.nonce);
      assert.ok(
        ![outside.clientSecret, memory.codeVerifier].some((secret) => authorizationUrl.includes(secret)),
      );
      for (const name of ["state", "nonce", "code_challenge"]) seen.add(asked.get(name));
      assert.deepEqual(JSON.parse(JSON.stringify(memory)), memory);
    }
    assert.equal(seen.size, 6);
  });

  test("never leads anywhere but back to us", async () => {
    const { providers } = everybody(outside);
    for (const where of ["https://evil.example/back", `${publicUrl}.evil.example/`, `${publicUrl}/?next=x`])
      await assert.rejects(
        providers.begin("acme", { redirectUri: where }),
        /not where people reach us|no query/,
      );
  });

  test("404: a provider that nobody configured, at either end", async () => {
    const { providers } = everybody(outside);
    const { memory } = await providers.begin("acme", { redirectUri });
    for (const name of ["nobody", "", "__proto__", "x".repeat(10_000)]) {
      const callback = { code: "c", state: memory.state };
      for (const deed of [
        providers.begin(name, { redirectUri }),
        providers.finish(name, { memory, callback, redirectUri }),
      ]) {
        const problem = await problemOf(deed);
        assert.deepEqual([problem.kind.code, problem.kind.status], ["unknown_provider", 404]);
        assert.ok(problem.message.length < 100);
      }
    }
  });
});
