import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, startOidcProvider } from "#harness/oidc-provider";
import { Problem } from "#platform/errors";
import { createProviders, type OutsideProvider, type Providers, type SignInMemory } from "./index.ts";

const publicUrl = "https://plinth.example";
const redirectUri = `${publicUrl}/console/sign-in/back`;
const tenant = "11111111-2222-3333-4444-555555555555";
const tenantIssuer = `https://login.microsoftonline.com/${tenant}/v2.0`;

let outside: OidcProvider;
let honest: Pick<OidcProvider, "user" | "lies" | "emailInToken" | "keyIssuer">;
before(async () => {
  outside = await startOidcProvider();
  const { user, lies, emailInToken, keyIssuer } = outside;
  honest = structuredClone({ user, lies, emailInToken, keyIssuer });
});
afterEach(() => {
  Object.assign(outside, structuredClone(honest));
});
after(() => outside.close());

/** Everybody at once, all of them at the harness, with a clock that a test may turn. */
function everybody(changes: { tenant?: string } = {}) {
  const client = { clientId: outside.clientId, clientSecret: outside.clientSecret };
  const configured: OutsideProvider[] = [
    { ...client, name: "acme", title: "Acme staff", kind: "openid", issuer: outside.issuer },
    { ...client, name: "google", title: "Google", kind: "google" },
    {
      ...client,
      name: "microsoft",
      title: "Microsoft",
      kind: "microsoft",
      tenant: changes.tenant ?? "common",
    },
    { ...client, name: "github", title: "GitHub", kind: "github" },
  ];
  const refusals: string[] = [];
  const time = { aheadMs: 0 };
  const clock = { now: () => new Date(Date.now() + time.aheadMs), forDatabase: () => "" };
  const providers = createProviders(configured, {
    publicUrl,
    clock,
    fetch: outside.fetch,
    timeoutMs: 400,
    refused: (name, because) => refusals.push(`${name}: ${because}`),
  });
  return { providers, refusals, time };
}

/** The whole way: away, signed in there, and back. */
async function signIn(providers: Providers, name: string) {
  const { authorizationUrl, memory } = await providers.begin(name, { redirectUri });
  return providers.finish(name, { memory, callback: await outside.visit(authorizationUrl), redirectUri });
}

async function problemOf(deed: Promise<unknown>): Promise<Problem> {
  const error = await deed.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Problem, `not a problem: ${error}`);
  return error;
}

describe("the happy path", () => {
  test("any issuer: the subject is its own, a verified e-mail counts", async () => {
    assert.deepEqual(await signIn(everybody().providers, "acme"), {
      provider: "acme",
      subject: `${outside.issuer}#person-1`,
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada Lovelace",
    });
  });

  test("any issuer: what the token leaves out, the userinfo endpoint tells", async () => {
    outside.emailInToken = false;
    const found = await signIn(everybody().providers, "acme");
    assert.deepEqual([found.email, found.emailVerified], ["ada@example.com", true]);
    assert.equal(outside.asked.at(-1), "userinfo");
  });

  test("Google", async () => {
    outside.user = { ...outside.user, hd: "example.com" };
    const found = await signIn(everybody().providers, "google");
    assert.equal(found.subject, "https://accounts.google.com#person-1");
    assert.deepEqual([found.email, found.emailVerified], ["ada@example.com", true]);
  });

  for (const who of ["common", "organizations", tenant])
    test(`Microsoft, open to ${who}: the tenant is part of the subject`, async () => {
      outside.user = { sub: "pairwise", tid: tenant, email: "ada@example.com", xms_edov: true, name: "Ada" };
      assert.deepEqual(await signIn(everybody({ tenant: who }).providers, "microsoft"), {
        provider: "microsoft",
        subject: `${tenantIssuer}#pairwise`,
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
    assert.deepEqual(await signIn(everybody().providers, "github"), {
      provider: "github",
      subject: "583231",
      email: "ada@example.com",
      emailVerified: true,
      name: "Ada",
    });
  });

  test("keys that were rotated between two sign-ins are known at once, the old ones forgotten", async () => {
    const { providers } = everybody();
    await signIn(providers, "acme");
    await outside.rotateKeys();
    await signIn(providers, "acme");
    await outside.rotateKeys();
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const callback = await outside.visit(authorizationUrl);
    await outside.rotateKeys();
    assert.equal((await providers.finish("acme", { memory, callback, redirectUri })).provider, "acme");
  });

  test("the list shows names and titles and nothing else", () => {
    assert.deepEqual(everybody().providers.list(), [
      { name: "acme", title: "Acme staff" },
      { name: "google", title: "Google" },
      { name: "microsoft", title: "Microsoft" },
      { name: "github", title: "GitHub" },
    ]);
  });
});

describe("an ID token is refused when", () => {
  const lies: [NonNullable<OidcProvider["lies"]["token"]>, RegExp][] = [
    ["nonce_wrong", /"nonce" claim value/],
    ["nonce_missing", /"nonce" \(nonce\) claim missing/],
    ["audience_wrong", /"aud" \(audience\) claim value/],
    ["audience_also_another", /meant for somebody else as well/],
    ["audience_empty", /"aud" \(audience\) claim value/],
    ["party_wrong", /issued to another application/],
    ["issuer_wrong", /"iss" \(issuer\) claim value/],
    ["issuer_missing", /"iss" \(issuer\) claim missing/],
    ["expired", /"exp" \(expiration time\) claim value/],
    ["expiry_missing", /"exp" \(expiration time\) claim missing/],
    ["not_yet_valid", /"nbf" \(not before\) claim value/],
    ["issued_in_the_future", /issued in the future/],
    ["subject_missing", /"sub" \(subject\) claim missing/],
    ["subject_empty", /subject cannot be used/],
    ["subject_a_number", /"sub" \(subject\) claim type/],
    ["subject_too_long", /subject cannot be used/],
    ["unsigned", /unsupported (operation|JWS)/],
    ["signed_with_client_secret", /unsupported JWS algorithm/],
    ["signed_with_public_key", /unsupported JWS algorithm/],
    ["signed_by_foreign_key", /signature verification failed/],
    ["signature_cut", /signature verification failed/],
    ["payload_changed", /signature verification failed/],
    ["key_unknown", /no applicable keys found/],
    ["key_unnamed", /multiple applicable keys found/],
    ["critical_extension", /"crit" header/],
    ["no_token", /"id_token" property must be a string/],
    ["no_jwt", /Invalid JWT/],
  ];
  for (const [lie, because] of lies)
    test(`401: ${lie.replaceAll("_", " ")}`, async () => {
      outside.lies = { token: lie };
      const { providers, refusals } = everybody();
      const problem = await problemOf(signIn(providers, "acme"));
      assert.equal(problem.kind.code, "outside_sign_in_failed");
      assert.equal(problem.kind.status, 401);
      assert.equal(refusals.length, 1);
      assert.match(refusals[0] ?? "", because);
      // the person learns that it failed, and nothing of what the provider said
      assert.equal(problem.message, "Acme staff has not proven who you are. Begin again from the start.");
    });
});

describe("an answer is refused when", () => {
  /** Begins, visits, and changes what came back before it is handed in. */
  async function refusalOf(
    change: (came: { memory: SignInMemory; callback: { code: string; state: string; iss?: string } }) => void,
    lie?: OidcProvider["lies"]["redirect"],
  ): Promise<string> {
    outside.lies = { redirect: lie };
    const { providers, refusals } = everybody();
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const came = { memory, callback: await outside.visit(authorizationUrl) };
    change(came);
    const problem = await problemOf(providers.finish("acme", { ...came, redirectUri }));
    assert.equal(problem.kind.code, "outside_sign_in_failed");
    return refusals.join();
  }

  const asItCame = () => undefined;
  test("401: the state is of another sign-in", async () => {
    assert.match(await refusalOf(asItCame, "state_swapped"), /"state" response parameter value/);
  });
  test("401: another issuer sent it (mix-up)", async () => {
    assert.match(await refusalOf(asItCame, "issuer_of_another"), /"iss" \(issuer\) response parameter value/);
  });
  test("401: the issuer is left out though it promised to name itself", async () => {
    assert.match(await refusalOf(asItCame, "issuer_left_out"), /"iss" \(issuer\) missing/);
  });
  test("401: it was begun with another provider", async () => {
    assert.match(
      await refusalOf(({ memory }) => Object.assign(memory, { provider: "google" })),
      /begun with another provider/,
    );
  });
  test("401: it was begun more than ten minutes ago, or will be", async () => {
    const shift = (byMs: number) =>
      refusalOf(({ memory }) => Object.assign(memory, { at: memory.at + byMs }));
    assert.match(await shift(-10 * 60_000 - 1000), /too long ago/);
    assert.match(await shift(120_000), /too long ago/);
    assert.match(await shift(Number.NaN), /too long ago/);
  });
  test("401: the verifier is not the one whose challenge was sent (PKCE)", async () => {
    assert.match(
      await refusalOf(({ memory }) => Object.assign(memory, { codeVerifier: "v".repeat(43) })),
      /invalid_grant/,
    );
  });
  test("401: the code is empty, foreign or made of anything", async () => {
    for (const code of ["", "foreign", "\u0000&code=x", "x".repeat(100_000)])
      assert.match(
        await refusalOf(({ callback }) => Object.assign(callback, { code })),
        /invalid_grant|no authorization code/,
      );
  });
  test("401: the code was used before", async () => {
    const { providers, refusals } = everybody();
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const came = { memory, callback: await outside.visit(authorizationUrl), redirectUri };
    await providers.finish("acme", came);
    assert.equal((await problemOf(providers.finish("acme", came))).kind.status, 401);
    assert.match(refusals.join(), /invalid_grant/);
  });
  test("401: it came back to another address than was asked", async () => {
    const { providers, refusals } = everybody();
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const callback = await outside.visit(authorizationUrl);
    await problemOf(providers.finish("acme", { memory, callback, redirectUri: `${publicUrl}/elsewhere` }));
    assert.match(refusals.join(), /invalid_grant/);
  });
  test("401: the userinfo endpoint speaks of somebody else", async () => {
    outside.emailInToken = false;
    outside.lies = { userinfoSubject: "person-2" };
    const { providers, refusals } = everybody();
    assert.equal((await problemOf(signIn(providers, "acme"))).kind.status, 401);
    assert.match(refusals.join(), /"sub" property value/);
  });
});

describe("what is asked of the browser", () => {
  test("carries state, nonce and an S256 challenge, all new each time, and no secret", async () => {
    const { providers } = everybody();
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
    const { providers } = everybody();
    for (const where of ["https://evil.example/back", `${publicUrl}.evil.example/`, `${publicUrl}/?next=x`])
      await assert.rejects(
        providers.begin("acme", { redirectUri: where }),
        /not where people reach us|no query/,
      );
  });

  test("404: a provider that nobody configured, at either end", async () => {
    const { providers } = everybody();
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
