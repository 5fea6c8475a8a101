/** Who guesses waits; who knows the password does not, whatever strangers do. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { enrolApp, wrongCode } from "#harness/authenticator-app";
import { startInstance } from "#harness/instance";
import { password, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { turnedClock } from "#harness/signers";

const t = await testApp();
// time stands still unless a test turns it, so that a wait is exact on any machine
const clock = turnedClock(new Date().toISOString());
const on = await startInstance(t.database, { clock, trustedProxies: ["127.0.0.1"] });
const wrong = "wrong zebra battery staple";

type Login = { email: string; from: string; password?: string; device?: string };

function logIn(login: Login): Promise<Answer> {
  const body = { email: login.email, password: login.password ?? password };
  return on.ask("POST", "/v1/auth/login", { body, headers: headersOf(login) });
}

function headersOf({ from, device }: Login): Record<string, string> {
  return {
    "x-forwarded-for": from,
    ...(device === undefined ? {} : { cookie: `plinth_device=${device}` }),
  };
}

async function fails(times: number, login: Login): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { status, text } = await logIn({ password: wrong, ...login });
    assert.equal(status, 401, `failure ${i + 1}: ${text}`);
  }
}

/** `200`, `401`, or `429` with the seconds to wait. */
const verdict = ({ status, headers }: Answer): string =>
  status === 429 ? `429 ${headers.get("retry-after")}` : String(status);

async function deviceOf(email: string, from: string): Promise<string> {
  const answer = await logIn({ email, from });
  assert.equal(answer.status, 200, answer.text);
  const line = answer.headers.getSetCookie().find((one) => one.startsWith("plinth_device=")) ?? "";
  return line.split(";")[0]?.slice("plinth_device=".length) ?? "";
}

let networks = 0;
/** A range of addresses that nobody has used. */
const network = () => `10.${(++networks >> 8) & 255}.${networks & 255}`;

describe("right passwords", () => {
  test("200: 32 at once all log in, also after some failures", async () => {
    const { email } = await testPerson(t);
    const from = `${network()}.1`;
    await fails(5, { email, from });
    const answers = await Promise.all(Array.from({ length: 32 }, () => logIn({ email, from })));
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200).map(({ text }) => text),
      [],
    );
  });

  test("200: the owner does not wait for what strangers elsewhere do to the account", async () => {
    const { email } = await testPerson(t);
    for (let i = 0; i < 5; i++) {
      const from = `${network()}.66`;
      await fails(6, { email, from });
      assert.equal(verdict(await logIn({ email, from })), "429 1");
    }
    assert.equal(verdict(await logIn({ email, from: `${network()}.7` })), "200");
  });

  test("200: a device that logged in before does not wait for its neighbours; others there do", async () => {
    const { email } = await testPerson(t);
    const office = network();
    const device = await deviceOf(email, `${office}.7`);
    await fails(6, { email, from: `${office}.66` });
    assert.equal(verdict(await logIn({ email, from: `${office}.7` })), "429 1");
    assert.equal(verdict(await logIn({ email, from: `${office}.7`, device })), "200");
  });

  test("429: a device cookie that is forged, or known to another account, has no count of its own", async () => {
    const [ada, eve] = [await testPerson(t), await testPerson(t)];
    const office = network();
    const evesDevice = await deviceOf(eve.email, `${office}.66`);
    await fails(6, { email: ada.email, from: `${office}.66`, device: evesDevice });
    for (const device of [evesDevice, `pld_${"x".repeat(43)}`, "nonsense", ""])
      assert.equal(verdict(await logIn({ email: ada.email, from: `${office}.9`, device })), "429 1", device);
  });
});

describe("guesses", () => {
  test("429: each further one waits longer, up to a quarter of an hour, and after the wait it may be right", async () => {
    const { email } = await testPerson(t);
    const from = `${network()}.1`;
    await fails(5, { email, from });
    const waits: number[] = [];
    for (let i = 0; i < 13; i++) {
      await fails(1, { email, from });
      const answer = await logIn({ email, from }); // the right one: nothing is checked
      assertProblem(answer, 429, "too_many_attempts");
      const seconds = Number(answer.headers.get("retry-after"));
      waits.push(seconds);
      clock.turn((seconds - 1) * 1_000);
      assert.equal(verdict(await logIn({ email, from })), "429 1");
      clock.turn(1_000);
    }
    assert.deepEqual(waits.slice(0, 9), [1, 2, 4, 8, 16, 32, 64, 128, 256]);
    // meanwhile some are forgotten, so that it does not double any more
    for (const wait of waits.slice(9)) assert.ok(wait > 256 && wait <= 900, waits.join());
    assert.equal(verdict(await logIn({ email, from })), "200");
    // the past is past: who got in has all free failures again
    await fails(5, { email, from });
    assert.equal(verdict(await logIn({ email, from })), "200");
  });

  test("429: sent all at once are held to the same number as one after another", async () => {
    const { email } = await testPerson(t);
    const from = `${network()}.1`;
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => logIn({ email, from, password: wrong })),
    );
    const counted = Object.groupBy(answers, ({ status }) => String(status));
    assert.deepEqual([counted["401"]?.length, counted["429"]?.length], [6, 34]);
  });

  test("429: an account that does not exist answers as one that does, word for word", async () => {
    const { email } = await testPerson(t);
    const course = async (login: Login) => {
      const said: string[] = [];
      for (const waitMs of [0, 0, 0, 0, 0, 0, 0, 1_000, 0, 2_000, 0]) {
        clock.turn(waitMs);
        const answer = await logIn({ password: wrong, ...login });
        said.push(`${verdict(answer)} ${answer.text.replace(/"request_id":"[^"]*"/, "")}`);
      }
      return said;
    };
    const existing = await course({ email, from: `${network()}.1` });
    assert.deepEqual(existing, await course({ email: "nobody@example.com", from: `${network()}.1` }));
    assert.match(existing.at(-1) ?? "", /^429 4 /);
  });

  test("429: many accounts from one address wait too, and one's own success does not pay for it", async () => {
    const eve = await testPerson(t);
    const from = `${network()}.1`;
    for (let i = 0; i < 21; i++) {
      await fails(1, { email: `victim-${i}@example.com`, from });
      if (i === 10) assert.equal(verdict(await logIn({ email: eve.email, from })), "200");
    }
    assert.equal(verdict(await logIn({ email: "victim-99@example.com", from })), "429 1");
    assert.equal(verdict(await logIn({ email: "victim-99@example.com", from: `${network()}.1` })), "401");
  });

  test("429: many addresses of one range wait as one", async () => {
    const range = network();
    const each = Array.from({ length: 101 }, (_, i) => ({
      email: `target-${i}@example.com`,
      from: `${range}.${i + 1}`,
    }));
    for (const some of [each.slice(0, 40), each.slice(40, 80), each.slice(80)])
      await Promise.all(some.map((login) => fails(1, login)));
    assert.equal(verdict(await logIn({ email: "target-999@example.com", from: `${range}.200` })), "429 1");
    const { email } = await testPerson(t);
    assert.equal(verdict(await logIn({ email, from: `${network()}.200` })), "200");
  });

  test("429: spelling the address otherwise is no other account", async () => {
    const { email } = await testPerson(t);
    const from = `${network()}.1`;
    await fails(3, { email, from });
    await fails(3, { email: email.toUpperCase(), from });
    assert.equal(verdict(await logIn({ email: ` ${email}`.trim(), from })), "429 1");
  });
});

describe("second factors", () => {
  test("429: strangers with the password wait; 200: the owner's device and sessions do not", async () => {
    const ada = await testPerson(t);
    const home = `${network()}.7`;
    const device = await deviceOf(ada.email, home);
    const token = (await logIn({ email: ada.email, from: home })).json.access_token;
    const app = await enrolApp(ada);
    const guess = { code: wrongCode(app.secret, clock.now()) };
    const prove = async (login: Omit<Login, "email">, proof: object) => {
      const { json } = await logIn({ email: ada.email, ...login });
      return await on.ask("POST", "/v1/auth/login/totp", {
        body: { mfa_token: json.mfa_token, ...proof },
        headers: headersOf({ email: ada.email, ...login }),
      });
    };
    for (let i = 0; i < 6; i++) assert.equal(verdict(await prove({ from: `${network()}.66` }, guess)), "401");
    assert.equal(verdict(await prove({ from: `${network()}.66` }, { code: app.code(clock.now()) })), "429 1");
    const stepUp = (proof: object) => on.ask("POST", "/v1/auth/step_up", { key: token, body: proof });
    const codes = app.recoveryCodes.map((recovery_code) => ({ recovery_code }));
    assert.equal(verdict(await stepUp(codes[0] ?? {})), "200");
    assert.equal(verdict(await prove({ from: `${network()}.9`, device }, codes[1] ?? {})), "200");

    // nor is either a way to guess on
    for (let i = 0; i < 6; i++) {
      assert.equal(verdict(await stepUp(guess)), "401");
      assert.equal(verdict(await prove({ from: `${network()}.9`, device }, guess)), "401");
    }
    assert.equal(verdict(await stepUp(codes[2] ?? {})), "429 1");
    assert.equal(verdict(await prove({ from: `${network()}.9`, device }, codes[2] ?? {})), "429 1");
  });
});

describe("within a session", () => {
  test("429: guesses at the password wait, from however many addresses; 200: other sessions do not", async () => {
    const ada = await testPerson(t);
    const token = (await logIn({ email: ada.email, from: `${network()}.7` })).json.access_token;
    const prove = (key: string, phrase: string) =>
      on.ask("POST", "/v1/auth/step_up", {
        key,
        body: { password: phrase },
        headers: { "x-forwarded-for": `${network()}.66` },
      });
    for (let i = 0; i < 10; i++) assert.equal(verdict(await prove(token, wrong)), "401");
    const change = { current_password: wrong, new_password: "a wholly different phrase" };
    const headers = { "x-forwarded-for": `${network()}.66` };
    const changed = await on.ask("POST", "/v1/me/password", { key: token, body: change, headers });
    assert.equal(verdict(changed), "401");
    assert.equal(verdict(await prove(token, password)), "429 1");
    const second = await logIn({ email: ada.email, from: `${network()}.7` });
    assert.equal(verdict(await prove(second.json.access_token, password)), "200");
  });
});

describe("a crowd from one address", () => {
  test("429: that is blocked already waits in nobody's way; 200: others log in meanwhile", async () => {
    const { email } = await testPerson(t);
    const from = `${network()}.1`;
    await fails(6, { email, from });
    const flood = Promise.all(Array.from({ length: 150 }, () => logIn({ email, from, password: wrong })));
    const others = Array.from({ length: 10 }, () => logIn({ email, from: `${network()}.7` }));
    assert.deepEqual(new Set((await Promise.all(others)).map(verdict)), new Set(["200"]));
    assert.deepEqual(new Set((await flood).map(verdict)), new Set(["429 1"]));
  });

  test("200: nobody else is turned away by one that was never seen, known device or not", async () => {
    const { email } = await testPerson(t);
    const home = `${network()}.7`;
    const device = await deviceOf(email, home);
    const flooding = `${network()}.1`;
    const flood = Array.from({ length: 150 }, (_, i) =>
      logIn({ email: `crowd-${i}@example.com`, from: flooding, password: wrong }),
    );
    await Promise.race(flood);
    const answers = await Promise.all([
      logIn({ email, from: `${network()}.9`, device }),
      logIn({ email, from: `${network()}.9` }),
    ]);
    assert.deepEqual(answers.map(verdict), ["200", "200"]);
    const turnedAway = (await Promise.all(flood)).filter(({ status }) => status === 503);
    assert.ok(turnedAway.length > 0, "the queue was never full");
  });
});
