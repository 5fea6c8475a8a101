/**
 * Killed between commit and answer while people register, log in and refresh: nobody honest is logged out, whoever was
 * told that they are logged in is, every mail leaves, and nobody has two accounts. Killed at any other moment they are in
 * `survival.test.ts`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute } from "#harness/execute";
import { askAt } from "#harness/instance";
import { startSmtpHost } from "#harness/smtp-host";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";
import type { RefreshFamily } from "../../src/modules/identity/refresh-token.ts";
import {
  askOnce,
  heldOf,
  insist,
  lettersAt,
  logIn,
  password,
  refresh,
  register,
  seedPeople,
  tokenIn,
} from "./honest-people.ts";
import { mortal } from "./mortal.ts";

const mails = await startSmtpHost(["take"]);
after(mails.close);
const letters = lettersAt(mails);
const life = await mortal({ smtpPort: mails.port });
after(() => life.end());
before(() => life.startServer()); // where it fails, the database is still ended
const { adminUrl } = life;
const people = await seedPeople(life, 2);
const [ada = ""] = people;
const joined: string[] = [];

async function recover(): Promise<void> {
  await life.startServer();
  await until("the server to be ready", isReady);
  await leasesRunOut();
}

async function isReady(): Promise<boolean> {
  return (await askAt(life.url, "GET", "/readyz")).status === 200;
}

/** A mail that a dead process had taken is another's after two minutes: here, now. */
async function leasesRunOut(): Promise<void> {
  await execute(adminUrl, "update plinth.mails set next_attempt_at = now() where sent_at is null");
}

/**
 * Asks once, and kills the server when the deed is committed and its answer is not yet heard.
 * @param table whose lock stops the last statement before the commit
 */
async function loseAnswer(path: string, body: object, table: string): Promise<void> {
  const stranger = await strangerHolding(adminUrl, `lock table ${table} in share mode`);
  const asked = askOnce(life, path, body);
  await until("the deed to stand at the lock", async () => (await waitingForLocks(adminUrl)) > 0);
  await until("what it does meanwhile", isReady); // a token is signed after the write was sent
  await until("the commit to be sent", isReady);
  life.freezeServer();
  await stranger.release();
  await until("the commit", async () => (await openTransactions()) === 0);
  await life.killServer();
  assert.equal(await asked, undefined);
  await recover();
}

async function openTransactions(): Promise<number> {
  const [row] = await execute(
    adminUrl,
    `select count(*)::int as open from pg_stat_activity
      where datname = current_database() and usename = 'plinth_app' and state <> 'idle'`,
  );
  return Number(row?.open);
}

async function usersOf(email: string): Promise<number> {
  const [row] = await execute(adminUrl, "select count(*)::int as users from users where email = $1", [email]);
  return Number(row?.users);
}

describe("the server dies between commit and answer", () => {
  test("of a refresh: the same token brings the successor that nobody heard of, and one generation has passed", async () => {
    const held = await logIn(life, ada);
    const before = await familyOf(held.id);
    await loseAnswer("/v1/auth/refresh", { refresh_token: held.refreshToken }, "sessions");
    const lost = await familyOf(held.id);
    assert.equal(lost?.generation, 1);
    assert.deepEqual(lost?.parentHash, before?.currentHash);

    await refresh(life, held);
    assert.deepEqual(await familyOf(held.id), lost, "asked again, nothing moves");
    await refresh(life, held);
    assert.equal((await familyOf(held.id))?.generation, 2);
  });

  test("of a login: logged in again, the session that nobody heard of is in nobody's way", async () => {
    const sessions = async () => {
      const [row] = await execute(
        adminUrl,
        "select count(*)::int as live from sessions s join users u on u.id = s.user_id where email = $1 and ended_at is null",
        [ada],
      );
      return Number(row?.live);
    };
    const before = await sessions();
    await loseAnswer("/v1/auth/login", { email: ada, password }, "plinth.user_audit_entries");
    assert.equal(await sessions(), before + 1);
    await refresh(life, await logIn(life, ada));
  });

  test("of a registration: its mail leaves all the same; asked again, either link makes the one account", async () => {
    const email = "lost-registration@people.example";
    const body = { email, password, name: "Person" };
    await loseAnswer("/v1/auth/register", body, "plinth.registrations");
    const first = await tokenIn(letters, email);
    await register(life, email);
    const second = await until("the second mail", async () => {
      const token = await tokenIn(letters, email);
      return token === first ? undefined : token;
    });
    assert.equal((await insist(life, "/v1/auth/verify_email", { token: first })).answer.status, 200);
    const late = await insist(life, "/v1/auth/verify_email", { token: second });
    assert.equal(late.answer.json.code, "invalid_token");
    assert.equal(await usersOf(email), 1);
    joined.push(email);
  });

  test("of a verification: the link was used, and the account is there to log in to", async () => {
    const email = "lost-verification@people.example";
    await register(life, email);
    const token = await tokenIn(letters, email);
    await loseAnswer("/v1/auth/verify_email", { token }, "plinth.user_audit_entries");
    const again = await insist(life, "/v1/auth/verify_email", { token });
    assert.equal(again.answer.json.code, "invalid_token");
    assert.equal(await usersOf(email), 1);
    await refresh(life, await logIn(life, email));
    joined.push(email);
  });
});

test("every mail that a deed has written was taken by the mail server, and none was given up", async () => {
  await leasesRunOut();
  const written = await until(
    "all mails to be sent",
    async () => {
      const rows = await execute(
        adminUrl,
        "select id, sent_at is not null as sent, failed_at from plinth.mails",
      );
      return rows.every(({ sent }) => sent) ? rows : undefined;
    },
    20_000,
  );
  assert.ok(written.length > joined.length, `${written.length} mails`);
  const taken = new Set(mails.received.map(({ messageId }) => messageId));
  const missing = written.filter(({ id }) => !taken.has(`<${id}@plinth.example.com>`));
  assert.deepEqual(missing, []);
});

test("everybody who joined has one account, which is theirs, and nobody else has one", async () => {
  const users = await execute(
    adminUrl,
    "select u.email, count(p.user_id)::int as passwords from users u left join passwords p on p.user_id = u.id group by u.id",
  );
  const expected = [...people, ...joined].toSorted();
  assert.deepEqual(users.map(({ email }) => email).toSorted(), expected);
  assert.ok(users.every(({ passwords }) => passwords === 1));
  for (const email of joined) heldOf((await insist(life, "/v1/auth/login", { email, password })).answer);
});

/** Undefined when the session has ended. */
async function familyOf(sessionId: string): Promise<RefreshFamily | undefined> {
  const rows = await execute(
    adminUrl,
    `select id as "sessionId", refresh_generation as generation, refresh_hash as "currentHash",
            refresh_parent_hash as "parentHash", refreshed_at as "rotatedAt"
       from sessions where id = $1 and ended_at is null`,
    [sessionId],
  );
  return rows[0] as RefreshFamily | undefined; // the columns are named as its members
}
