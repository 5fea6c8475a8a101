import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, startOidcProvider } from "#harness/oidc-provider";
import { everybody, problemOf, redirectUri, signIn } from "#harness/outside-sign-in";
import { createProviders } from "./index.ts";

const one = "11111111-2222-3333-4444-555555555555";
const other = "99999999-2222-3333-4444-555555555555";
const privateAccounts = "9188040d-6c67-4c5b-b112-36a304b66dad";
const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`;

let outside: OidcProvider;
before(async () => {
  outside = await startOidcProvider();
});
afterEach(() => outside.behave());
after(() => outside.close());

async function refusal(tenant: string, came: { iss?: string | undefined } = {}): Promise<string> {
  const { providers, refusals } = everybody(outside, tenant);
  const { authorizationUrl, memory } = await providers.begin("microsoft", { redirectUri });
  const callback = { ...(await outside.visit(authorizationUrl)), ...came };
  const problem = await problemOf(providers.finish("microsoft", { memory, callback, redirectUri }));
  assert.equal(problem.kind.code, "outside_sign_in_failed");
  return refusals.join();
}

describe("Microsoft", () => {
  test("the same subject of two tenants is two people", async () => {
    const found = [];
    for (const tid of [one, other]) {
      outside.user = { sub: "s", tid };
      found.push((await signIn(outside, everybody(outside), "microsoft")).subject);
    }
    assert.deepEqual(found, [`${issuerOf(one)}#s`, `${issuerOf(other)}#s`]);
  });

  test("an address that any administrator may have written is no proof (nOAuth)", async () => {
    outside.user = { sub: "s", tid: other, email: "ceo@victim.example", email_verified: true };
    const found = await signIn(outside, everybody(outside), "microsoft");
    assert.deepEqual([found.email, found.emailVerified], ["ceo@victim.example", false]);
  });

  test("401: the issuer is not that of the tenant, in any spelling", async () => {
    for (const iss of [
      issuerOf(other),
      "https://login.microsoftonline.com/{tenantid}/v2.0",
      `${issuerOf(one)}/`,
    ]) {
      outside.user = { sub: "s", tid: one, iss };
      assert.match(await refusal("common"), /"iss" \(issuer\) claim value/);
    }
  });

  test("401: the description names an issuer that has nothing to do with Microsoft", async () => {
    const issuer = "https://evil.example";
    outside.user = { sub: "s", tid: one, iss: issuer };
    outside.lies = { description: { issuer } };
    assert.match(await refusal("common", { iss: undefined }), /issuer is not that of its tenant/);
  });

  test("401: the tenant is no tenant", async () => {
    for (const tid of ["", "common", "x/../y", one.slice(1)]) {
      outside.user = { sub: "s", tid };
      assert.match(await refusal("common"), /names no tenant|"iss"/, tid);
    }
  });

  test("401: a tenant that may not sign in here", async () => {
    outside.user = { sub: "s", tid: privateAccounts };
    assert.match(await refusal("organizations"), /from a private account/);
    outside.user = { sub: "s", tid: one };
    assert.match(await refusal("consumers"), /not from a private account/);
    assert.match(await refusal(other), /from another tenant/);
  });

  test("401: a key for private accounts signs for a company", async () => {
    outside.user = { sub: "s", tid: one };
    outside.keyIssuer = issuerOf(privateAccounts);
    assert.match(await refusal("common"), /the key that signed it is not its issuer's/);
    outside.user = { sub: "s", tid: privateAccounts };
    assert.equal((await signIn(outside, everybody(outside), "microsoft")).provider, "microsoft");
  });

  test("401: the browser came back from another issuer than the token did", async () => {
    outside.user = { sub: "s", tid: one };
    assert.match(await refusal("common", { iss: issuerOf(other) }), /another issuer than its own/);
  });

  test("503: as an ordinary issuer it stands for nobody in particular", async () => {
    const providers = createProviders(
      [
        {
          name: "m",
          title: "M",
          kind: "openid",
          trustEmail: false,
          issuer: issuerOf("common"),
          clientId: "c",
          clientSecret: "s",
        },
      ],
      {
        publicUrl: redirectUri,
        clock: { now: () => new Date(), forDatabase: () => "" },
        fetch: outside.fetch,
      },
    );
    const problem = await problemOf(providers.begin("m", { redirectUri }));
    assert.equal(problem.kind.code, "provider_unavailable");
    assert.match(String(problem.cause), /stands for many/);
  });
});
