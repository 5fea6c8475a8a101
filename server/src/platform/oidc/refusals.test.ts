import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type OidcProvider, startOidcProvider } from "#harness/oidc-provider";
import { everybody, problemOf, publicUrl, redirectUri, signIn } from "#harness/outside-sign-in";
import type { SignInMemory } from "./index.ts";

let outside: OidcProvider;
before(async () => {
  outside = await startOidcProvider();
});
afterEach(() => outside.behave());
after(() => outside.close());

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
      const { providers, refusals } = everybody(outside);
      const problem = await problemOf(signIn(outside, { providers }, "acme"));
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
    const { providers, refusals } = everybody(outside);
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
    const { providers, refusals } = everybody(outside);
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const came = { memory, callback: await outside.visit(authorizationUrl), redirectUri };
    await providers.finish("acme", came);
    assert.equal((await problemOf(providers.finish("acme", came))).kind.status, 401);
    assert.match(refusals.join(), /invalid_grant/);
  });
  test("401: it came back to another address than was asked", async () => {
    const { providers, refusals } = everybody(outside);
    const { authorizationUrl, memory } = await providers.begin("acme", { redirectUri });
    const callback = await outside.visit(authorizationUrl);
    await problemOf(providers.finish("acme", { memory, callback, redirectUri: `${publicUrl}/elsewhere` }));
    assert.match(refusals.join(), /invalid_grant/);
  });
  test("401: the userinfo endpoint speaks of somebody else", async () => {
    outside.emailInToken = false;
    outside.lies = { userinfoSubject: "person-2" };
    const { providers, refusals } = everybody(outside);
    assert.equal((await problemOf(signIn(outside, { providers }, "acme"))).kind.status, 401);
    assert.match(refusals.join(), /"sub" property value/);
  });
});
