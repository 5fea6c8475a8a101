/** From asking for an account to having one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailsTo, mailTo, tokenIn } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { password, testPerson } from "#harness/people";
import { until } from "#harness/until";

const t = await testApp();
const name = "Ada Lovelace";
const post = (path: string, body: object) => t.ask("POST", path, { body });
const register = (email: string, more: object = {}) =>
  post("/v1/auth/register", { email, password, name, ...more });
const users = (email: string) =>
  execute(t.database.adminUrl, "select id, name, locale from users where email = $1", [email]);

test("202: nobody is a user before the link was followed; then one logs in with the password of that link", async () => {
  const email = "first@example.com";
  assert.deepEqual((await register("  First@Example.com ", { locale: "de" })).json, { email });
  assert.deepEqual(await users(email), []);
  assert.equal((await post("/v1/auth/login", { email, password })).json.code, "invalid_credentials");

  const mail = await mailTo(t, email, "verify_email");
  assert.match(mail.subject, /bestätigen|Adresse/i);
  const verified = await post("/v1/auth/verify_email", { token: tokenIn(mail) });
  assert.equal(verified.status, 200);
  assert.equal(verified.json.email, email);
  assert.deepEqual(
    (await users(email)).map(({ name, locale }) => ({ name, locale })),
    [{ name, locale: "de" }],
  );
  const login = await post("/v1/auth/login", { email: "FIRST@example.COM", password });
  assert.equal(login.status, 200);
  assert.deepEqual(login.json.organizations, []);
});

test("202: the answer is the same where there is an account, and the mail tells it to its owner alone", async () => {
  const ada = await testPerson(t);
  const [known, unknown] = [await register(ada.email), await register("unknown@example.com")];
  assert.equal(known.status, unknown.status);
  assert.deepEqual(known.json, { email: ada.email });
  assert.deepEqual(Object.keys(known.json), Object.keys(unknown.json));
  assert.deepEqual([...known.headers.keys()].sort(), [...unknown.headers.keys()].sort());
  const { links } = await mailTo(t, ada.email, "account_exists");
  assert.equal(
    links.some((link) => link.includes("token=")),
    false,
  );
  assert.equal((await users(ada.email)).length, 1);
});

test("422: a link is good once", async () => {
  const email = "once@example.com";
  await register(email);
  const token = tokenIn(await mailTo(t, email, "verify_email"));
  const answers = await Promise.all([1, 2, 3].map(() => post("/v1/auth/verify_email", { token })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422]);
  assert.equal(answers.find(({ status }) => status === 200)?.json.password, "set");
});

for (const [followed, which] of [
  ["the newer", 0],
  ["the older", 1],
] as const)
  test(`200: where several asked for an address, ${followed} link brings nobody's password, and a mail lets its owner choose`, async () => {
    const email = `rivals-${which}@example.com`;
    const strangers = "the password of a stranger";
    await register(email, { password });
    await register(email, { password: strangers });
    const mails = await until("two mails", async () => {
      const all = await mailsTo(t, email);
      return all.length === 2 && all;
    });
    const [one, other] = which === 0 ? mails : mails.toReversed();
    assert.ok(one && other);
    const verified = await post("/v1/auth/verify_email", { token: tokenIn(one) });
    assert.deepEqual([verified.status, verified.json.password], [200, "missing"]);
    assert.equal((await post("/v1/auth/verify_email", { token: tokenIn(other) })).json.code, "invalid_token");
    for (const guess of [password, strangers])
      assert.equal(
        (await post("/v1/auth/login", { email, password: guess })).json.code,
        "invalid_credentials",
      );

    const token = tokenIn(await mailTo(t, email, "password_reset"));
    const chosen = "four words of my own";
    assert.equal((await post("/v1/auth/password/reset", { token, password: chosen })).status, 204);
    assert.equal((await post("/v1/auth/login", { email, password: chosen })).status, 200);
  });

test("200: who asked again with the same password has it, whichever link is followed", async () => {
  const email = "again@example.com";
  await register(email);
  await register(email, { name: "Ada L." });
  const [, first] = await until("two mails", async () => {
    const all = await mailsTo(t, email);
    return all.length === 2 && all;
  });
  assert.ok(first);
  const verified = await post("/v1/auth/verify_email", { token: tokenIn(first) });
  assert.deepEqual([verified.status, verified.json.password], [200, "set"]);
  assert.equal((await post("/v1/auth/login", { email, password })).status, 200);
});

test("200: a registration that has run out is nobody's rival", async () => {
  const email = "long-ago@example.com";
  await register(email, { password: "the password of a stranger" });
  await execute(
    t.database.adminUrl,
    "update plinth.registrations set expires_at = plinth.now() where email = $1",
    [email],
  );
  await register(email);
  const [newest] = await until("two mails", async () => {
    const all = await mailsTo(t, email);
    return all.length === 2 && all;
  });
  assert.ok(newest);
  const verified = await post("/v1/auth/verify_email", { token: tokenIn(newest) });
  assert.equal(verified.json.password, "set");
  assert.equal((await post("/v1/auth/login", { email, password })).status, 200);
});

test("422: two links of one address followed at once make one user", async () => {
  const email = "at-once@example.com";
  await register(email);
  await register(email);
  const mails = await until("two mails", async () => {
    const all = await mailsTo(t, email);
    return all.length === 2 && all;
  });
  const answers = await Promise.all(
    mails.map((mail) => post("/v1/auth/verify_email", { token: tokenIn(mail) })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422]);
  assert.equal((await users(email)).length, 1);
});

test("422: what is no address, no name or no password that holds is refused at its field, and leaves nothing", async () => {
  const wrong: [object, string][] = [
    [{ email: "nobody" }, "/email"],
    [{ email: "a@b" }, "/email"],
    [{ email: "a@example.com, b@example.com" }, "/email"],
    [{ email: "\u212Aate@example.com" }, "/email"],
    [{ email: "a@example.com\nBcc: b@example.com" }, "/email"],
    [{ name: " " }, "/name"],
    [{ name: "A\u0007" }, "/name"],
    [{ password: "short" }, "/password"],
    [{ password: "password1234" }, "/password"],
    [{ password: "field@example.com" }, "/password"],
    [{ locale: "deutsch" }, "/locale"],
    [{ admin: true }, "/admin"],
  ];
  for (const [more, pointer] of wrong) {
    const { status, json } = await register("field@example.com", more);
    assert.equal(status, 422, JSON.stringify(more));
    assert.equal(json.errors[0].pointer, pointer, JSON.stringify(more));
  }
  assert.deepEqual(
    await execute(t.database.adminUrl, "select id from plinth.registrations where email like 'field@%'"),
    [],
  );
});

test("202: a stranger cannot fill somebody's mailbox; the answer does not change", async () => {
  const email = "flooded@example.com";
  for (let i = 0; i < 8; i++) assert.equal((await register(email)).status, 202);
  await mailTo(t, email, "verify_email");
  assert.ok((await mailsTo(t, email)).length <= 4);
});

test("202: all spellings of one domain are one address: one account, and one count of mails", async () => {
  await execute(t.database.adminUrl, "delete from plinth.attempts");
  const email = "ada@xn--bcher-4-n2a.example";
  const spellings = ["ada@bücher-4.example", "ADA@BÜCHER-4.example", "ada@bu\u0308cher-4。example", email];
  for (const spelling of [...spellings, "ada@ｂücher-4.example"])
    assert.deepEqual((await register(spelling)).json, { email });
  const mails = await until("all mails", async () => {
    const all = await mailsTo(t, email);
    return all.length >= 4 && all;
  });
  assert.equal(mails.length, 4, "three are free, the fourth makes the next one wait");
  const [newest] = mails;
  assert.ok(newest);
  assert.equal((await post("/v1/auth/verify_email", { token: tokenIn(newest) })).json.email, email);
  assert.equal((await users(email)).length, 1);
  for (const spelling of spellings)
    assert.equal((await post("/v1/auth/login", { email: spelling, password })).status, 200, spelling);
});

test("neither passwords nor links are kept in clear", async () => {
  const email = "kept@example.com";
  await register(email);
  const token = tokenIn(await mailTo(t, email, "verify_email"));
  const tables = ["plinth.registrations", "plinth.mails", "plinth.user_audit_entries", "plinth.attempts"];
  for (const table of tables) {
    const rows = JSON.stringify(await execute(t.database.adminUrl, `select * from ${table}`));
    assert.equal(rows.includes(token) || rows.includes(password), false, table);
  }
});
