/** What another site's page can make a logged-in browser do here: nothing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { password, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";

const t = await testApp();
const { adminUrl } = t.database;
const own = "http://localhost:3000";
const { id: organization } = await t.tenant();
const ada = await testPerson(t, { organization, role: "owner" });
const { cookie, set } = await logIn(t, ada.email, { origin: own });

type Headers = Record<string, string>;

/** A login as a browser makes it. */
async function logIn(on: Pick<typeof t, "ask">, email: string, headers: Headers = {}) {
  const body = { email, password, session: "cookie" };
  const answer = await on.ask("POST", "/v1/auth/login", { body, headers });
  assert.equal(answer.status, 200, answer.text);
  const set = answer.headers.getSetCookie();
  return { cookie: set.map((one) => one.split(";")[0]).join("; "), set, answer };
}

/** What a browser says of where a request comes from; undefined is not sent. */
const origins = {
  own,
  foreign: "https://evil.example",
  null: "null",
  "our name in theirs": "http://localhost:3000.evil.example",
  "another port": "http://localhost:3001",
  "another scheme": "https://localhost:3000",
  "ours and theirs": `${own}, https://evil.example`,
  none: undefined,
};
const sites = ["same-origin", "same-site", "cross-site", "none", "SAME-ORIGIN", undefined];

function saying(origin: string | undefined, site: string | undefined): Headers {
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(site === undefined ? {} : { "sec-fetch-site": site }),
  };
}

const everyWord = Object.values(origins).flatMap((origin) =>
  sites.map((site) => ({ origin, site, headers: saying(origin, site) })),
);
/** Fetch Metadata decides where it is sent; else the origin does. */
const isOwn = ({ origin, site }: (typeof everyWord)[number]) =>
  site === undefined ? origin === own : site === "same-origin";

const isRefused = ({ status, json }: Answer) => status === 403 && json?.code === "cross_site";

describe("a write with the session cookie", () => {
  const writes = t.app.actions.filter(({ audience }) => audience !== "public");

  test("403: of every verb, from everywhere but a page of ours, leaving nothing behind", async () => {
    assert.ok(writes.length > 40, `only ${writes.length} verbs`);
    const words = everyWord.filter((word) => !isOwn(word));
    const passed: string[] = [];
    await leavesNoTrace(adminUrl, async () => {
      for (const { door, batch } of writes) {
        const [method = "", path = ""] = door.split(" ");
        const at = path.replace(/\{\w+\}/g, organization);
        for (const url of batch ? [at, `${at}/batch`] : [at]) {
          for (const { headers } of words) {
            const answer = await t.ask(method, url, { body: {}, headers: { cookie, ...headers } });
            if (!isRefused(answer))
              passed.push(`${method} ${url} ${JSON.stringify(headers)}: ${answer.status} ${answer.text}`);
            assert.deepEqual(answer.headers.getSetCookie(), []);
          }
        }
      }
    });
    assert.deepEqual(passed, []);
  });

  test("200: from a page of ours, whichever way the browser says so", async () => {
    for (const word of everyWord.filter(isOwn)) {
      const answer = await t.ask("POST", "/v1/me/profile", {
        body: { name: "Ada L." },
        headers: { cookie, ...word.headers },
      });
      assert.equal(answer.status, 200, `${JSON.stringify(word)}: ${answer.text}`);
    }
  });

  test("403: the answer tells what to do and nothing of the session", async () => {
    const headers = { cookie, origin: "https://evil.example" };
    const real = await t.ask("POST", "/v1/me/profile", { body: {}, headers });
    assertProblem(real, 403, "cross_site");
    const forged = { ...headers, cookie: `plinth_session=pls_${"x".repeat(43)}` };
    const other = await t.ask("POST", "/v1/me/profile", { body: {}, headers: forged });
    assert.equal(other.json.detail, real.json.detail);
  });

  test("200: with a token instead of the cookie nothing is asked: no page can make a browser send it", async () => {
    const headers = { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const answer = await ada.ask("POST", "/v1/me/profile", { body: { name: "Ada" }, headers });
    assert.equal(answer.status, 200, answer.text);
  });

  test("401: a bad token is not made good by the cookie beside it", async () => {
    for (const authorization of ["", "Bearer nonsense", `Basic ${Buffer.from("a:b").toString("base64")}`]) {
      const headers = { cookie, origin: own, authorization };
      assertProblem(await t.ask("GET", "/v1/me", { headers }), 401, "unauthenticated");
    }
  });
});

test("200: reads are answered wherever they come from, to nobody who could look at the answer", async () => {
  for (const { headers } of everyWord) {
    const answer = await t.ask("GET", "/v1/me", { headers: { cookie, ...headers } });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(shared(answer), []);
  }
  const preflight = await t.ask("OPTIONS", "/v1/me/profile", {
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  assert.ok(preflight.status >= 400, String(preflight.status));
  assert.deepEqual(shared(preflight), []);
});

/** Headers that let another site's page read an answer. */
function shared({ headers }: Answer): string[] {
  return [...headers.keys()].filter((name) => name.startsWith("access-control-"));
}

describe("a verb that anybody may ask", () => {
  const publicVerbs = t.app.actions.filter(({ audience }) => audience === "public");

  test("403: from another site's page, with the session cookie and without", async () => {
    assert.ok(publicVerbs.length > 8);
    for (const { door } of publicVerbs) {
      const [method = "", path = ""] = door.split(" ");
      for (const also of [{}, { cookie }] as Headers[])
        for (const { headers, ...word } of everyWord) {
          if (isOwn({ ...word, headers }) || Object.keys(headers).length === 0) continue;
          const url = path.replace(/\{\w+\}/g, "nobody");
          const answer = await t.ask(method, url, { body: {}, headers: { ...also, ...headers } });
          assert.ok(isRefused(answer), `${door} ${JSON.stringify(headers)}: ${answer.text}`);
        }
    }
  });

  test("403: nobody is logged in to a stranger's account by a page, though the password is right", async () => {
    const body = { email: ada.email, password, session: "cookie" };
    const headers = { cookie, origin: "https://evil.example" };
    const answer = await leavesNoTrace(adminUrl, () => t.ask("POST", "/v1/auth/login", { body, headers }));
    assertProblem(answer, 403, "cross_site");
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });

  test("200: a program, which says nothing of a site, logs in", async () => {
    assert.equal((await logIn(t, ada.email)).answer.status, 200);
  });
});

describe("cookies", () => {
  const attributes = (line: string) => line.split("; ").slice(1).sort();

  test("are out of reach for scripts and other sites; over plain http they cannot be secure", () => {
    assert.deepEqual(set.map((line) => line.split("=")[0]).sort(), ["plinth_device", "plinth_session"]);
    for (const line of set)
      assert.deepEqual(
        attributes(line).map((one) => one.replace(/=\d+$/, "=n")),
        ["HttpOnly", "Max-Age=n", "Path=/", "SameSite=Lax"],
      );
  });

  test("are pinned to the host behind https, and those of plain http are none there", async () => {
    const https = await startInstance(t.database, { publicUrl: "https://plinth.example" });
    const login = await logIn(https, ada.email, { origin: "https://plinth.example" });
    assert.deepEqual(login.set.map((line) => line.split("=")[0]).sort(), [
      "__Host-plinth_device",
      "__Host-plinth_session",
    ]);
    for (const line of login.set) {
      assert.ok(line.split("; ").includes("Secure"), line);
      assert.doesNotMatch(line, /domain/i);
    }
    const status = async (cookie: string) =>
      (await https.ask("GET", "/v1/me", { headers: { cookie } })).status;
    assert.equal(await status(login.cookie), 200);
    assert.equal(await status(login.cookie.replaceAll("__Host-", "")), 401);
    const write = (origin: string) =>
      https.ask("POST", "/v1/me/profile", {
        body: { name: "Ada" },
        headers: { cookie: login.cookie, origin },
      });
    assert.equal((await write("https://plinth.example")).status, 200);
    for (const origin of [
      "http://plinth.example",
      "https://plinth.example:8443",
      "https://plinth.example.evil.example",
    ])
      assertProblem(await write(origin), 403, "cross_site");
    await https.close();
  });

  test("401: two session cookies with two values are none: a neighbour may have planted one", async () => {
    const session = cookie.split("; ").find((one) => one.startsWith("plinth_session=")) ?? "";
    const planted = `plinth_session=pls_${"e".repeat(43)}`;
    const status = async (text: string) =>
      (await t.ask("GET", "/v1/me", { headers: { cookie: text } })).status;
    assert.equal(await status(session), 200);
    assert.equal(await status(`${session}; ${session}`), 200);
    for (const both of [`${session}; ${planted}`, `${planted}; ${session}`, `${session}; plinth_session=`])
      assert.equal(await status(both), 401, both);
  });

  test("a login answers with a new session and forgets the one of the cookie", async () => {
    const before = await logIn(t, ada.email, { origin: own });
    const after = await logIn(t, ada.email, { origin: own, cookie: before.cookie });
    assert.notEqual(after.cookie, before.cookie);
    const [ended] = await execute(adminUrl, "select end_reason from sessions where id = $1", [
      before.answer.json.session_id,
    ]);
    assert.deepEqual(ended, { end_reason: "replaced" });
  });

  test("what a browser sends comes back in no header but as it was made here", async () => {
    const evil = [
      "pld_x\u00e9",
      "pld_%0d%0aset-cookie:%20a=b",
      `pld_${"x".repeat(43)},a=b`,
      `pld_${"x".repeat(43)}%0a`,
      `pls_${"x".repeat(43)}`,
      "x".repeat(4_000),
    ];
    for (const value of evil) {
      const headers = { cookie: `plinth_device=${value}`, origin: own, "x-request-id": `a ${value}` };
      const { set, answer } = await logIn(t, ada.email, headers);
      assert.equal(set.length, 2);
      assert.match(set.join("\n"), /^plinth_device=pld_[0-9A-Za-z]{43};/m);
      assert.ok(!set.join().includes(value));
      assert.match(answer.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
    }
  });
});
