/**
 * Whoever loses a right loses it on every process within a second: also where notifications do not arrive, and at
 * once where revocations cannot be read at all.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { startInstance } from "#harness/instance";
import { loggedIn, password, testPerson } from "#harness/people";
import { postgresProxy } from "#harness/postgres-proxy";
import { assertProblem } from "#harness/problems";
import { until } from "#harness/until";

const t = await testApp();
const { id: organization, key: owner } = await t.tenant();
const proxy = await postgresProxy(t.database.systemUrl);
/** Another process, whose look-ups and notifications can be cut off. */
const there = await startInstance({ ...t.database, systemUrl: proxy.through(t.database.systemUrl) });
// before the instance closes: it waits for what is under way
after(() => proxy.mend());

/** A second is promised; the rest is for a machine that does many things at once. */
const boundMs = 2_500;

let accounts = 0;

type Way = {
  /** A request that is good until the right is lost. */
  ask(on: Pick<typeof t, "ask">): Promise<Answer>;
  lose(): Promise<Answer>;
  refusal: [number, string];
};

const ofPerson = { organization, role: "admin" };
/** What asks the database nothing but what it is about, once the caller is known. */
const listing = "/v1/customers?limit=1";
const byToken =
  (key: string, path = listing): Way["ask"] =>
  (on) =>
    on.ask("GET", path, { key });
const out: Way["refusal"] = [401, "unauthenticated"];

/** Every way in which somebody loses what they had. */
const ways: Record<string, () => Promise<Way>> = {
  "logging out": async () => {
    const ada = await testPerson(t, ofPerson);
    return { ask: byToken(ada.token), lose: () => ada.ask("POST", "/v1/auth/logout"), refusal: out };
  },
  "logging out in a browser": async () => {
    const ada = await testPerson(t, ofPerson);
    const login = await t.ask("POST", "/v1/auth/login", {
      body: { email: ada.email, password, session: "cookie" },
    });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    return {
      ask: (on) => on.ask("GET", listing, { headers }),
      lose: () => t.ask("POST", "/v1/auth/logout", { headers }),
      refusal: out,
    };
  },
  "a session that is ended from another": async () => {
    const ada = await testPerson(t, ofPerson);
    const other = await loggedIn(t, ada.email);
    const lose = () => other.ask("DELETE", `/v1/me/sessions/${ada.sessionId}`);
    return { ask: byToken(ada.token), lose, refusal: out };
  },
  "all sessions that are ended": async () => {
    const ada = await testPerson(t, ofPerson);
    const lose = () => ada.ask("POST", "/v1/me/sessions/end_all", { body: {} });
    return { ask: byToken(ada.token), lose, refusal: out };
  },
  "a password that is changed elsewhere": async () => {
    const ada = await testPerson(t, ofPerson);
    const other = await loggedIn(t, ada.email);
    const body = { current_password: password, new_password: "quite another zebra staple" };
    const lose = () => other.ask("POST", "/v1/me/password", { body });
    return { ask: byToken(ada.token), lose, refusal: out };
  },
  "a password that is reset": async () => {
    const ada = await testPerson(t, ofPerson);
    await t.ask("POST", "/v1/auth/password/forgot", { body: { email: ada.email } });
    const token = tokenIn(await mailTo(t, ada.email, "password_reset"));
    const body = { token, password: "quite another zebra staple" };
    const lose = () => t.ask("POST", "/v1/auth/password/reset", { body });
    return { ask: byToken(ada.token), lose, refusal: out };
  },
  "a smaller role": async () => {
    const ada = await testPerson(t, ofPerson);
    const headers = { "if-match": "*" };
    const lose = () =>
      t.ask("PATCH", `/v1/members/${ada.id}`, { key: owner, body: { role: "warehouse" }, headers });
    return { ask: byToken(ada.token, "/v1/api_keys"), lose, refusal: [403, "forbidden"] };
  },
  "a membership that is ended": async () => {
    const ada = await testPerson(t, ofPerson);
    const lose = () => t.ask("POST", `/v1/members/${ada.id}/remove`, { key: owner });
    return { ask: byToken(ada.token), lose, refusal: [403, "no_organization"] };
  },
  "a membership that is ended, for the member's key": async () => {
    const ada = await testPerson(t, ofPerson);
    const { json } = await ada.ask("POST", "/v1/api_keys", { body: { name: "hers", role: "admin" } });
    const lose = () => t.ask("POST", `/v1/members/${ada.id}/remove`, { key: owner });
    return { ask: byToken(json.key), lose, refusal: out };
  },
  "a key that is revoked": async () => {
    const { json } = await t.ask("POST", "/v1/api_keys", { key: owner, body: { name: "a key" } });
    const lose = () => t.ask("POST", `/v1/api_keys/${json.id}/revoke`, { key: owner });
    return { ask: byToken(json.key), lose, refusal: out };
  },
  "a secret that is replaced": async () => {
    const { json } = await t.ask("POST", "/v1/api_keys", { key: owner, body: { name: "a key" } });
    const body = { overlap_hours: 0 };
    const lose = () => t.ask("POST", `/v1/api_keys/${json.id}/rotate`, { key: owner, body });
    return { ask: byToken(json.key), lose, refusal: out };
  },
  "a service account that is disabled": async () => {
    const account = await t.ask("POST", "/v1/service_accounts", {
      key: owner,
      body: { name: `account ${++accounts}`, role: "sales" },
    });
    assert.equal(account.status, 201, account.text);
    const body = { name: "its key", service_account_id: account.json.id };
    const { json } = await t.ask("POST", "/v1/api_keys", { key: owner, body });
    const lose = () => t.ask("POST", `/v1/service_accounts/${account.json.id}/disable`, { key: owner });
    return { ask: byToken(json.key), lose, refusal: out };
  },
};

/** Both processes know and remember the caller; then the right goes. */
async function lost(way: Way): Promise<void> {
  for (const on of [t, there, t, there]) {
    const answer = await way.ask(on);
    assert.equal(answer.status, 200, answer.text);
  }
  const answer = await way.lose();
  assert.ok(answer.status === 200 || answer.status === 204, answer.text);
}

async function refusedWithin({ ask, refusal: [status, code] }: Way, on: typeof t | typeof there) {
  const since = performance.now();
  const refused = await until("the refusal", async () => {
    const answer = await ask(on);
    return answer.status !== 200 && answer;
  });
  assertProblem(refused, status, code);
  const ms = performance.now() - since;
  assert.ok(ms < boundMs, `${Math.round(ms)} ms`);
}

/** Whether one request makes the other process ask the database who is calling. */
async function asksEveryTime({ ask }: Way): Promise<boolean> {
  const before = proxy.sentBy("plinth sign-in");
  assert.equal((await ask(there)).status, 200);
  return proxy.sentBy("plinth sign-in") > before;
}

/** One of every kind of credential; a look-up that hangs is waited for by the other ways as well. */
const hanging = new Set([
  "logging out",
  "logging out in a browser",
  "a key that is revoked",
  "a smaller role",
]);

for (const [name, prepare] of Object.entries(ways)) {
  describe(name, () => {
    test("is felt by every process within a second", async () => {
      const way = await prepare();
      await lost(way);
      await Promise.all([refusedWithin(way, t), refusedWithin(way, there)]);
    });

    test("is felt where no notification arrives", async () => {
      const way = await prepare();
      proxy.cutOff("plinth listen");
      try {
        assert.ok(!proxy.connected().includes("plinth listen"));
        await lost(way);
        await refusedWithin(way, there);
      } finally {
        proxy.mend();
      }
    });

    for (const how of hanging.has(name) ? (["fail", "hang"] as const) : (["fail"] as const)) {
      test(`is felt by the very next request where look-ups of revocations ${how}`, async () => {
        const way = await prepare();
        await way.ask(there);
        await until("the process to remember the caller", async () => !(await asksEveryTime(way)));
        proxy[how === "fail" ? "cutOff" : "silence"]("plinth listen", "plinth system");
        try {
          await until("the process to trust its memory no longer", () => asksEveryTime(way));
          await lost(way);
          const [status, code] = way.refusal;
          assertProblem(await way.ask(there), status, code);
        } finally {
          proxy.mend();
        }
      });
    }
  });
}

test("whoever loses nothing is refused nothing meanwhile", async () => {
  const ada = await testPerson(t, ofPerson);
  proxy.cutOff("plinth listen", "plinth system");
  try {
    await until("the process to trust its memory no longer", () =>
      asksEveryTime({ ask: byToken(ada.token), lose: () => ada.ask("GET", "/v1/me"), refusal: out }),
    );
    for (const key of [ada.token, owner]) {
      const { status, text } = await there.ask("GET", "/v1/me", { key });
      assert.equal(status, 200, text);
    }
  } finally {
    proxy.mend();
  }
});
