/**
 * Whatever is shown at the door and is no good is answered alike: not one byte tells a credential that never was from
 * one that was revoked, has run out, belongs elsewhere or was forged.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { loggedIn, password, testPerson } from "#harness/people";
import { forgedTokens } from "./forged-tokens.fixture.ts";

const t = await testApp();
const { adminUrl } = t.database;
const { id: organization, key: owner } = await t.tenant("Own GmbH");
const stranger = await t.tenant("Stranger GmbH");
const ada = await testPerson(t, { organization, role: "owner" });
const eve = await testPerson(t, { organization: stranger.id, role: "owner" });
const never = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

type Headers = Record<string, string>;
const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` });
const browser = (text: string): Headers => ({
  cookie: `plinth_session=${text}`,
  origin: "http://localhost:3000",
});

/** Reads and writes, for whoever has a credential and for those of an organization. */
const doors = [
  ["GET", "/v1/me"],
  ["GET", "/v1/customers"],
  ["GET", `/v1/api_keys/${never}`],
  ["GET", "/v1/me/sessions"],
  ["POST", "/v1/customers"],
  ["POST", "/v1/me/profile"],
] as const;

/** All that an answer says, but for what differs between any two requests. */
function said({ status, headers, text }: Answer): string {
  const lines = [...headers]
    .filter(([name]) => !["date", "x-request-id"].includes(name))
    .map(([name, value]) => `${name}: ${value}`);
  return `${status}\n${lines.sort().join("\n")}\n${text.replace(/"request_id":"[^"]*"/, "")}`;
}

const saidAt = async (headers: Headers): Promise<string[]> =>
  Promise.all(
    doors.map(async ([method, path]) =>
      said(await t.ask(method, path, { headers, ...(method === "POST" ? { body: {} } : {}) })),
    ),
  );
const toNobody = await saidAt({});

/** @param shown headers under a name for each credential that is no good */
async function refusedAlike(shown: Record<string, Headers>): Promise<void> {
  const different: string[] = [];
  for (const [name, headers] of Object.entries(shown)) {
    const answers = await saidAt(headers);
    for (const [i, answer] of answers.entries())
      if (answer !== toNobody[i]) different.push(`${name} at ${doors[i]?.join(" ")}:\n${answer}`);
  }
  assert.deepEqual(different, []);
}

test("401: who shows nothing is told how to ask, and nothing else", () => {
  for (const answer of toNobody) {
    assert.match(answer, /^401\n/);
    assert.match(answer, /^www-authenticate: Bearer$/m);
    assert.match(answer, /^cache-control: no-store$/m);
    assert.doesNotMatch(answer, /set-cookie/);
  }
});

describe("401: the same for", () => {
  test("texts that are none of our credentials", async () => {
    const texts = [
      "",
      " ",
      "Bearer",
      "bearer ",
      "Bearer x",
      "Bearer null",
      "Token x",
      "Basic YTpi",
      "Digest a=b",
    ];
    await refusedAlike({
      ...Object.fromEntries(texts.map((authorization) => [`"${authorization}"`, { authorization }])),
      "a key without its scheme": { authorization: owner },
      "two keys": bearer(`${owner} ${owner}`),
      "two in a list": bearer(`${owner},${owner}`),
      "a huge one": bearer("x".repeat(7_000)),
      SQL: bearer("plk_' or 1=1 --"),
      "the words of an empty cookie": browser(""),
      "a key as cookie": browser(owner),
      "a token as cookie": browser(ada.token),
      "a cookie of another kind": browser(`pld_${"x".repeat(43)}`),
      "a cookie as bearer": bearer(await sessionCookie()),
      "a refresh token": bearer(ada.refreshToken),
      "the client's own header twice": { authorization: `Bearer ${owner}, Bearer ${owner}` },
    });
  });

  test("keys: unknown, altered, revoked, run out, replaced, of somebody who is gone, or not for here", async () => {
    const shown: Record<string, Headers> = {
      unknown: bearer(`plk_${"x".repeat(32)}`),
      "cut off": bearer(owner.slice(0, -1)),
      longer: bearer(`${owner}x`),
      "in capitals": bearer(owner.toUpperCase()),
      "its prefix": bearer(owner.slice(0, 8)),
      "altered at the end": bearer(owner.slice(0, -1) + (owner.endsWith("a") ? "b" : "a")),
    };
    const make = async (body: object = {}, key = owner) => {
      const answer = await t.ask("POST", "/v1/api_keys", {
        key,
        body: { name: "x", role: "sales", ...body },
      });
      assert.equal(answer.status, 201, answer.text);
      return answer.json as { id: string; key: string };
    };
    const spoilt: [string, { id: string; key: string }, string][] = [
      ["revoked", await make(), "update api_keys set revoked_at = now() where id = $1"],
      ["run out", await make(), "update api_keys set expires_at = now() where id = $1"],
      [
        "of a disabled account",
        await make({ service_account_id: await account() }),
        "update service_accounts set disabled_at = now() where id = (select service_account_id from api_keys where id = $1)",
      ],
      [
        "of a member who left",
        await make({}, (await testPerson(t, { organization, role: "admin" })).token),
        "update members set ended_at = now() where id = (select user_id from api_keys where id = $1)",
      ],
      ["bound to other addresses", await make({ allowed_ranges: ["192.0.2.0/24"] }), "select $1::uuid"],
    ];
    for (const [name, { id, key }, change] of spoilt) {
      await execute(adminUrl, change, [id]);
      shown[name] = bearer(key);
    }
    const replaced = await make();
    await t.ask("POST", `/v1/api_keys/${replaced.id}/rotate`, { key: owner, body: { overlap_hours: 1 } });
    await execute(adminUrl, "update api_keys set previous_expires_at = now() where id = $1", [replaced.id]);
    shown.replaced = bearer(replaced.key);
    await refusedAlike(shown);
  });

  test("sessions that have ended: by logging out, by running out, by silence; by cookie and by token", async () => {
    const ends: Record<string, string> = {
      "logged out": "ended_at = now(), end_reason = 'logout'",
      "run out": "expires_at = now()",
      silent: "last_seen_at = now() - interval '14 days'",
    };
    const shown: Record<string, Headers> = { "never a cookie": browser(`pls_${"x".repeat(43)}`) };
    for (const [name, change] of Object.entries(ends)) {
      const { token, sessionId } = await loggedIn(t, ada.email);
      const cookie = await sessionCookie();
      await execute(adminUrl, `update sessions set ${change} where id = $1`, [sessionId]);
      await execute(adminUrl, `update sessions set ${change} where cookie_hash = sha256($1::bytea)`, [
        Buffer.from(cookie),
      ]);
      shown[`token, ${name}`] = bearer(token);
      shown[`cookie, ${name}`] = browser(cookie);
    }
    await refusedAlike(shown);
  });

  test("cookies that are sent twice with two values", async () => {
    const cookie = await sessionCookie();
    const twice = `${cookie}; plinth_session=pls_${"x".repeat(43)}`;
    assert.equal((await t.ask("GET", "/v1/me", { headers: browser(cookie) })).status, 200);
    await refusedAlike({ twice: browser(twice) });
  });

  test("forged access tokens", async () => {
    const { forgeries, honest } = await forgedTokens(t, { ada, eve });
    assert.equal(
      (await t.ask("GET", "/v1/me", { key: honest })).status,
      200,
      "the forger's tools are no good",
    );
    assert.ok(Object.keys(forgeries).length > 60);
    await refusedAlike(
      Object.fromEntries(Object.entries(forgeries).map(([name, token]) => [name, bearer(token)])),
    );
  });
});

describe("another's organization", () => {
  const asked = async (headers: Headers, organizationId: string) =>
    (await saidAt({ ...headers, "plinth-organization": organizationId })).map((one) =>
      one.replaceAll(organizationId, "ID"),
    );

  test("403: is answered like one that never existed, to people and to keys", async () => {
    for (const headers of [bearer(ada.token), browser(await sessionCookie()), bearer(owner)]) {
      const [theirs, absent] = [await asked(headers, stranger.id), await asked(headers, never)];
      assert.deepEqual(theirs, absent);
      for (const answer of theirs) assert.match(answer, /^403\n[\s\S]*"code":"no_organization"/);
      assert.deepEqual(
        await asked(headers, stranger.id.toUpperCase()),
        await asked(headers, never.toUpperCase()),
      );
    }
  });

  test("403: is not reached by a token that names it, were it signed by us: membership is asked anew", async () => {
    const { resigned } = await forgedTokens(t, { ada, eve });
    for (const org of [stranger.id, never]) {
      const { status, json } = await t.ask("GET", "/v1/customers", { key: resigned({ org }) });
      assert.deepEqual([status, json.code], [403, "no_organization"]);
    }
  });

  test("200: one's own may be named in any case, and what is no id is 400", async () => {
    for (const headers of [bearer(ada.token), bearer(owner)]) {
      const named = (id: string) =>
        t.ask("GET", "/v1/customers", { headers: { ...headers, "plinth-organization": id } });
      assert.equal((await named(organization.toUpperCase())).status, 200);
      for (const id of ["", "x", `${organization} `.repeat(2), `{${organization}}`])
        assert.equal((await named(id)).status, 400, id);
    }
  });

  test("401: a bad credential is not asked for an organization", async () => {
    const named = { "plinth-organization": stranger.id };
    await refusedAlike({
      key: { ...bearer(`plk_${"x".repeat(32)}`), ...named },
      token: { ...bearer(`${ada.token.slice(0, -3)}abc`), ...named },
      nothing: named,
    });
  });
});

async function sessionCookie(): Promise<string> {
  const body = { email: ada.email, password, session: "cookie" };
  const { headers, status, text } = await t.ask("POST", "/v1/auth/login", { body });
  assert.equal(status, 200, text);
  const line = headers.getSetCookie().find((one) => one.startsWith("plinth_session="));
  return line?.split(";")[0]?.slice("plinth_session=".length) ?? "";
}

async function account(): Promise<string> {
  const [row] = await execute(
    adminUrl,
    "insert into service_accounts (organization_id, name, role) values ($1, 'an account', 'sales') returning id",
    [organization],
  );
  return String(row?.id);
}

test("200: the good ones are still good after all that", async () => {
  for (const headers of [bearer(ada.token), bearer(owner), browser(await sessionCookie())])
    assert.equal((await t.ask("GET", "/v1/me", { headers })).status, 200);
});
