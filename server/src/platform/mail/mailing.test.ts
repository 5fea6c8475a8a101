/** What leaves, when, and how often: on a real database, with transports that do as they are told. */
import assert from "node:assert/strict";
import { after, afterEach, describe, test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createKeyRing } from "#platform/secrets";
import { NotSent } from "./mail.ts";
import { mail, mailStage, recorder } from "./mailing.fixture.ts";
import { MailNotSent } from "./mailing.ts";

const mine = await testDatabase();
const stage = await mailStage(mine);
afterEach(stage.clear);
after(async () => {
  await stage.database.end();
  await mine.drop();
});

const allSent = () =>
  until("all mails to be sent", async () => {
    const all = await stage.rows();
    return all.every(({ sent }) => sent) ? all : undefined;
  });

describe("a mail", () => {
  test("leaves after the commit as it was written; then nothing of it is kept", async () => {
    await stage.write([mail]);
    const [waiting] = await stage.rows();
    const kept = JSON.stringify(await execute(mine.adminUrl, "select * from plinth.mails"));
    assert.doesNotMatch(kept, /ada|people\.example|hush|Confirm/);
    const { sent, transport } = recorder();
    stage.start(transport);
    const [row] = await allSent();
    assert.deepEqual(sent, [{ mail, id: waiting?.id }]);
    assert.deepEqual([row?.payload, row?.attempts, row?.last_error], [null, 1, null]);
  });

  test("of a deed that failed or was only tried never leaves", async () => {
    const { sent, transport } = recorder();
    stage.start(transport);
    await stage.write([{ ...mail, to: "thrown@people.example" }], { fail: true });
    await stage.write([{ ...mail, to: "tried@people.example" }], { rollback: true });
    await stage.write([mail]);
    await allSent();
    assert.deepEqual(
      sent.map(({ mail: { to } }) => to),
      [mail.to],
    );
  });

  test("leaves at once when somebody nudges", async () => {
    const { transport } = recorder();
    const nudged = stage.start(transport);
    const lags: number[] = [];
    for (let round = 0; round < 5; round++) {
      await stage.write([mail]);
      const writtenAt = performance.now();
      nudged.nudge();
      await allSent();
      lags.push(performance.now() - writtenAt);
    }
    lags.sort((a, b) => a - b);
    assert.ok((lags[2] ?? 0) < 300, `lags of ${lags.map(Math.round)} ms`);
  });

  test("that is not taken for now is tried again later, under the same id", async () => {
    const { sent, transport } = recorder((_, turn) => {
      if (turn === 1) throw new NotSent("smtp 451", { permanent: false });
    });
    stage.start(transport);
    await stage.write([mail]);
    const [row] = await until("a failure", async () => {
      const all = await stage.rows();
      return all[0]?.last_error == null ? undefined : all;
    });
    assert.equal(row?.last_error, "smtp 451");
    assert.ok(row.wait_ms > 2_000 && row.wait_ms < 7_000, `waits ${row.wait_ms} ms`);
    await stage.makeDue();
    const [done] = await allSent();
    assert.deepEqual([done?.attempts, done?.last_error], [2, null]);
    assert.deepEqual(new Set(sent.map(({ id }) => id)), new Set([row.id]));
    assert.equal(sent.length, 2);
    const [failure] = stage.failures;
    assert.ok(failure instanceof MailNotSent && !failure.givenUp);
    assert.doesNotMatch(failure.message, /\b(ada|people|hush)/);
  });

  test("that is refused for good is given up with the code, and asked about no more", async () => {
    const { sent, transport } = recorder((id) => {
      if (id === refused) throw new NotSent("smtp 550 5.1.1", { permanent: true });
    });
    await stage.write([mail]);
    const refused = (await stage.rows())[0]?.id;
    stage.start(transport);
    await until("the mail to be given up", async () => (await stage.rows())[0]?.gone);
    assert.ok(stage.failures[0] instanceof MailNotSent && stage.failures[0].givenUp);
    await stage.makeDue();
    await stage.write([mail]);
    await until("the next one", async () => (await stage.rows())[1]?.sent);
    assert.deepEqual([sent.length, (await stage.rows())[0]?.last_error], [2, "smtp 550 5.1.1"]);
  });

  test("that nobody takes is given up after the last attempt", async () => {
    const { transport } = recorder(() => {
      throw new NotSent("smtp 451", { permanent: false });
    });
    await stage.write([mail]);
    await execute(mine.adminUrl, "update plinth.mails set attempts = 19");
    stage.start(transport);
    await until("the mail to be given up", async () => (await stage.rows())[0]?.gone);
    assert.equal((await stage.rows())[0]?.attempts, 20);
  });

  test("sealed under a secret that was taken out waits for it to come back", async () => {
    await stage.write([mail]);
    const { sent, transport } = recorder();
    const keyRing = createKeyRing(["another secret of the tests, long enough"]);
    const stranger = stage.start(transport, { keyRing });
    await until("a failure", async () => (await stage.rows())[0]?.last_error === "cannot_be_opened");
    await stranger.stop();
    assert.equal(sent.length, 0);
    await stage.makeDue();
    stage.start(transport);
    await allSent();
    assert.deepEqual(
      sent.map(({ mail: { to } }) => to),
      [mail.to],
    );
  });

  test("that made the transport stumble is tried again, and its words do not reach the log", async () => {
    const { transport } = recorder((_, turn) => {
      if (turn === 1) throw new TypeError(`cannot read ${mail.to}`);
    });
    stage.start(transport);
    await stage.write([mail]);
    await until("a failure", async () => (await stage.rows())[0]?.last_error === "unforeseen");
    assert.doesNotMatch(String(stage.failures[0]), /ada/);
    await stage.makeDue();
    await allSent();
  });
});
