import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, type Place, startOidcProvider } from "#harness/oidc-provider";
import { everybody, problemOf, redirectUri, signIn } from "#harness/outside-sign-in";

type TransportLie = NonNullable<OidcProvider["lies"]["transport"]>["how"];

let outside: OidcProvider;
before(async () => {
  outside = await startOidcProvider();
});
afterEach(() => outside.behave());
after(() => outside.close());

/** Of one call. Only those who wait in vain need it to be short; a bomb is not to be saved by a slow machine. */
const timeoutMs: Partial<Record<TransportLie, number>> = { hang: 400, slow_drip: 400 };
const longestMs = 3_000;

const lies: Record<TransportLie, { status: 401 | 503; because: RegExp }> = {
  huge_body: { status: 401, because: /more than 262144 bytes/ },
  gzip_bomb: { status: 401, because: /more than 262144 bytes/ },
  endless_body: { status: 401, because: /more than 262144 bytes/ },
  slow_drip: { status: 503, because: /stopped in the middle.*timeout/ },
  hang: { status: 503, because: /does not answer.*timeout/ },
  cut_off: { status: 503, because: /stopped in the middle/ },
  redirect_to_private_address: { status: 401, because: /sends us elsewhere/ },
  wrong_content_type: { status: 401, because: /answered text\/html, not JSON/ },
  not_json: { status: 401, because: /parsing error|is not valid JSON/ },
  json_of_another_shape: {
    status: 401,
    because: /must be a top level object|invalid response|has no id|list of addresses/,
  },
  no_content: { status: 401, because: /unexpected HTTP response status|answered 204/ },
  server_error: { status: 503, because: /answered 503/ },
  too_many_requests: { status: 503, because: /answered 429/ },
  refused: { status: 401, because: /unexpected HTTP response status|answered 403/ },
};

const places: [Place, provider: string][] = [
  ["description", "acme"],
  ["token", "acme"],
  ["keys", "acme"],
  ["userinfo", "acme"],
  ["token", "github"],
  ["user", "github"],
  ["emails", "github"],
];

for (const [at, name] of places)
  describe(`${name}: the answer with the ${at}`, () => {
    for (const [how, { status, because }] of Object.entries(lies) as [
      TransportLie,
      (typeof lies)[TransportLie],
    ][]) {
      // nobody has claimed anything yet while the provider only describes itself
      const expected = at === "description" ? 503 : status;
      test(`${expected}: ${how.replaceAll("_", " ")}`, async () => {
        outside.emailInToken = at !== "userinfo";
        outside.user = { ...outside.user, id: 7, emails: [] };
        outside.lies = { transport: { at, how } };
        const started = performance.now();
        const problem = await problemOf(signIn(outside, everybody(outside, "common", timeoutMs[how]), name));
        assert.equal(problem.kind.status, expected, String(problem.cause));
        assert.equal(problem.kind.code, expected === 503 ? "provider_unavailable" : "outside_sign_in_failed");
        assert.equal(problem.headers["retry-after"], expected === 503 ? "10" : undefined);
        assert.match(String(problem.cause), because);
        assert.ok(performance.now() - started < longestMs);
        assert.ok(!outside.asked.includes("elsewhere"), "it followed");
      });
    }
  });

describe("a provider that is not there", () => {
  test("503: nobody listens", async () => {
    const gone = await startOidcProvider();
    await gone.close();
    const problem = await problemOf(everybody(gone).providers.begin("acme", { redirectUri }));
    assert.equal(problem.kind.code, "provider_unavailable");
    assert.equal(problem.message, "Acme staff cannot be reached right now. Nothing was done.");
  });

  test("is asked again the next time, and a hundred who ask at once ask once", async () => {
    const { providers } = everybody(outside);
    outside.lies = { transport: { at: "description", how: "server_error" } };
    await problemOf(providers.begin("acme", { redirectUri }));
    outside.behave();
    await Promise.all(Array.from({ length: 100 }, () => providers.begin("acme", { redirectUri })));
    assert.deepEqual(outside.asked, ["description"]);
  });
});

describe("the description of an issuer", () => {
  test("is kept for an hour, and given up a minute after it was fetched when a sign-in fails", async () => {
    const all = everybody(outside);
    const asked = () => outside.asked.filter((place) => place === "description").length;
    await signIn(outside, all, "acme");
    await signIn(outside, all, "acme");
    assert.equal(asked(), 1);

    outside.lies = { token: "nonce_wrong" };
    await problemOf(signIn(outside, all, "acme"));
    await problemOf(signIn(outside, all, "acme"));
    assert.equal(asked(), 1, "whoever fails cannot make us ask");
    all.time.aheadMs = 61_000;
    await problemOf(signIn(outside, all, "acme"));
    outside.lies = {};
    await all.providers.begin("acme", { redirectUri });
    assert.equal(asked(), 2);

    all.time.aheadMs += 3_601_000;
    await all.providers.begin("acme", { redirectUri });
    assert.equal(asked(), 3);
  });

  test("503: it cannot be used", async () => {
    const cases: [string, Record<string, unknown>, RegExp][] = [
      ["acme", { issuer: "https://another.example" }, /does not match the expected issuer/],
      ["acme", { issuer: undefined }, /invalid response/],
      ["acme", { authorization_endpoint: undefined }, /authorization_endpoint/],
      ["acme", { authorization_endpoint: "javascript:alert(1)" }, /HTTP/],
      ["acme", { authorization_endpoint: "http://evil.example/" }, /open line/],
      ["google", { authorization_endpoint: "http://accounts.google.com/" }, /HTTPS/],
      ["google", { issuer: "https://accounts.google.com.evil.example" }, /does not match/],
    ];
    for (const [name, description, because] of cases) {
      outside.lies = { description };
      const problem = await problemOf(everybody(outside).providers.begin(name, { redirectUri }));
      assert.equal(problem.kind.code, "provider_unavailable", JSON.stringify(description));
      assert.match(String(problem.cause), because, JSON.stringify(description));
    }
  });

  test("401: it sends the code and the secret over an open line, or the keys come over one", async () => {
    for (const name of ["acme", "google"])
      for (const endpoint of ["token_endpoint", "jwks_uri"])
        for (const address of [
          "http://10.0.0.1/x",
          "http://169.254.169.254/x",
          "http://evil.example/x",
          "file:///etc/passwd",
          "nonsense",
          7,
        ]) {
          outside.lies = { description: { [endpoint]: address } };
          const problem = await problemOf(signIn(outside, everybody(outside), name));
          assert.equal(problem.kind.code, "outside_sign_in_failed", `${name} ${endpoint} ${address}`);
          assert.ok(!outside.asked.includes("elsewhere"), `${name} ${endpoint} ${address}`);
        }
  });

  test("says whether the secret goes into the body or the header", async () => {
    for (const token_endpoint_auth_methods_supported of [
      ["client_secret_basic"],
      undefined,
      ["client_secret_post"],
    ]) {
      outside.lies = { description: { token_endpoint_auth_methods_supported } };
      assert.equal((await signIn(outside, everybody(outside), "acme")).provider, "acme");
    }
  });
});

test("time is our clock's: a token of an hour ago is expired, however young it looks to the machine", async () => {
  const all = everybody(outside);
  all.time.aheadMs = 3_600_000;
  assert.equal((await problemOf(signIn(outside, all, "acme"))).kind.status, 401);
  assert.match(all.refusals.join(), /"exp"|timestamp/);
  all.time.aheadMs = -3_600_000;
  assert.equal((await problemOf(signIn(outside, all, "acme"))).kind.status, 401);
  assert.match(all.refusals[1] ?? "", /in the future/);
});

test("neither problem nor log repeats a token, a secret or a name", async () => {
  const all = everybody(outside);
  outside.lies = { token: "signed_by_foreign_key" };
  const problem = await problemOf(signIn(outside, all, "acme"));
  const said = `${problem.body("r")} ${all.refusals.join()} ${JSON.stringify(problem.cause)} ${(problem.cause as Error).stack}`;
  for (const secret of ["ada@", "Lovelace", "person-1", "at-1", "eyJ", outside.clientSecret])
    assert.ok(!said.includes(secret), secret);
});
