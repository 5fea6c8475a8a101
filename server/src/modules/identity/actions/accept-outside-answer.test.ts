import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { execute } from "#harness/execute";
import { outsideApp, travel } from "#harness/journeys";
import type { OidcProvider } from "#harness/oidc-provider";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await outsideApp({ clock });
const { outside, visitor } = t;
const { adminUrl } = t.database;
beforeEach(() => execute(adminUrl, "delete from plinth.attempts"));
afterEach(() => {
  outside.behave();
  aheadMs = 0;
});

const usersOf = (email: string) => execute(adminUrl, "select id, name from users where email = $1", [email]);
const linksOf = (email: string) =>
  execute(
    adminUrl,
    "select l.provider, l.issuer, l.subject, l.email from linked_accounts l join users u on u.id = l.user_id where u.email = $1 order by l.provider",
    [email],
  );
const sessions = async () => (await execute(adminUrl, "select count(*)::int as n from sessions"))[0]?.n;

test("401 or 503: no lie of a provider logs anybody in", async () => {
  const email = visitor();
  const before = await sessions();
  const lies: [number, OidcProvider["lies"]][] = [
    ...(
      [
        "nonce_wrong",
        "audience_wrong",
        "issuer_wrong",
        "expired",
        "unsigned",
        "signed_by_foreign_key",
      ] as const
    ).map((token): [number, OidcProvider["lies"]] => [401, { token }]),
    ...(["state_swapped", "issuer_of_another", "issuer_left_out"] as const).map(
      (redirect): [number, OidcProvider["lies"]] => [401, { redirect }],
    ),
    [503, { transport: { at: "token", how: "server_error" } }],
    [401, { transport: { at: "token", how: "not_json" } }],
    [401, { transport: { at: "token", how: "redirect_to_private_address" } }],
  ];
  const { user } = outside;
  for (const [status, lie] of lies) {
    await execute(adminUrl, "delete from plinth.attempts");
    outside.lies = {};
    const begun = await t.ask("POST", "/v1/auth/login/oauth/acme", { body: {} });
    outside.lies = lie;
    const callback = await outside.visit(begun.json.authorization_url);
    const cookie = begun.headers.getSetCookie().join().split(";")[0] ?? "";
    const answer = await t.ask("POST", "/v1/auth/login/oauth/acme/callback", {
      body: callback,
      headers: { cookie },
    });
    assert.equal(answer.status, status, `${JSON.stringify(lie)}: ${answer.text}`);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    outside.behave();
    outside.user = user;
  }
  assert.equal(await sessions(), before);
  assert.deepEqual(await usersOf(email), []);
});

test("401: only the browser that set out comes back", async () => {
  const email = visitor();
  const mine = await travel(t, "acme");
  const others = await travel(t, "acme");
  const headers = (cookie: string) => ({ headers: { cookie } });
  for (const cookie of [
    "",
    others.cookie,
    "plinth_outside=",
    "plinth_outside=x.y",
    mine.cookie.replace(/(?<=\.).{4}/, "AAAA"),
    `${mine.cookie.slice(0, -3)}`,
  ])
    assertProblem(await mine.finish({}, headers(cookie)), 401, "outside_sign_in_failed");
  // two of them: one was planted by a neighbour
  assertProblem(
    await mine.finish({}, headers(`${mine.cookie}; ${others.cookie}`)),
    401,
    "outside_sign_in_failed",
  );
  assert.deepEqual(await usersOf(email), []);
  assert.equal((await mine.finish()).status, 200);
});

test("401: a journey to one provider does not end at another, nor one to log in as a link", async () => {
  visitor();
  const ada = await testPerson(t);
  const traveller = await travel(t, "acme");
  const to = (path: string, key?: string) =>
    t.ask("POST", path, {
      ...(key === undefined ? {} : { key }),
      body: traveller.callback,
      headers: { cookie: traveller.cookie },
    });
  assertProblem(await to("/v1/auth/login/oauth/wary/callback"), 401, "outside_sign_in_failed");
  assertProblem(
    await to("/v1/me/linked_accounts/oauth/acme/callback", ada.token),
    401,
    "outside_sign_in_failed",
  );
  assert.deepEqual(await linksOf(ada.email), []);
});

test("401: an answer is good once, for ten minutes, and only if the person agreed", async () => {
  const email = visitor();
  const traveller = await travel(t, "acme");
  assertProblem(await traveller.finish({ error: "access_denied" }), 401, "outside_sign_in_failed");
  assertProblem(await traveller.finish({ code: undefined }), 401, "outside_sign_in_failed");
  assert.equal((await traveller.finish()).status, 200);
  assertProblem(await traveller.finish(), 401, "outside_sign_in_failed");
  // nor with a code that was never used, but the same journey
  const { code } = await outside.visit(traveller.authorizationUrl);
  assertProblem(await traveller.finish({ code }), 401, "outside_sign_in_failed");

  const late = await travel(t, "acme");
  aheadMs = 10 * 60_000 + 1_000;
  assertProblem(await late.finish(), 401, "outside_sign_in_failed");
  assert.equal((await usersOf(email)).length, 1);
});

test("the same answer sent twice at once makes one session", async () => {
  visitor();
  const before = Number(await sessions());
  const { finish } = await travel(t, "acme");
  const answers = await Promise.all([finish(), finish()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
  assert.equal(await sessions(), before + 1);
});

test("nobody is led anywhere but to the provider, and back to our own page", async () => {
  const { authorizationUrl } = await travel(t, "acme");
  const url = new URL(authorizationUrl);
  assert.equal(url.origin, outside.issuer);
  assert.equal(url.searchParams.get("redirect_uri"), "http://localhost:3000/account/callback/acme");
  for (const field of ["redirect_uri", "next", "return_to"]) {
    const body = { [field]: "https://evil.example" };
    assertProblem(await t.ask("POST", "/v1/auth/login/oauth/acme", { body }), 422, "invalid_input", {
      [`/${field}`]: "unknown_field",
    });
  }
});

test("404: a provider that nobody configured", async () => {
  for (const name of ["nobody", "..%2F..", "__proto__", "constructor"])
    assertProblem(await t.ask("POST", `/v1/auth/login/oauth/${name}`, { body: {} }), 404, "unknown_provider");
});

test("429: who hands in bad answers from one address has to wait, and the provider is left alone", async () => {
  visitor();
  const { finish } = await travel(t, "acme");
  const statuses: number[] = [];
  for (let i = 0; i < 24; i++) statuses.push((await finish({ code: `made-up-${i}` })).status);
  assert.equal(statuses[0], 401);
  assert.equal(statuses.at(-1), 429);
  const asked = outside.asked.length;
  assertProblem(await finish({ code: "one more" }), 429, "too_many_attempts");
  assert.equal(outside.asked.length, asked);
});
