/** Stopping, servers that say nothing, a database that goes away, and a table that must not grow for ever. */
import assert from "node:assert/strict";
import { after, afterEach, describe, test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { mail, mailStage, recorder } from "./mailing.fixture.ts";
import { purgeMails } from "./queue.ts";

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

describe("stopping", () => {
  test("waits for a mail under way and takes no other", async () => {
    let finish = () => {};
    const { sent, transport } = recorder(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const busy = stage.start(transport);
    await stage.write([mail]);
    busy.nudge();
    await until("a mail under way", () => sent.length === 1);
    const stopped = busy.stop();
    await stage.write([mail]);
    finish();
    await stopped;
    assert.deepEqual(
      (await stage.rows()).map(({ sent: has }) => has),
      [true, false],
    );
  });

  test("does not wait for ever: what is cut off is sent again", async () => {
    const { sent, transport } = recorder((_, turn) => (turn === 1 ? new Promise(() => {}) : undefined));
    const stuck = stage.start(transport, { patienceMs: 20 });
    await stage.write([mail]);
    await until("a mail under way", () => sent.length === 1);
    await stuck.stop();
    assert.equal((await stage.rows())[0]?.last_error, "cut_off");
    await stage.makeDue();
    stage.start(transport);
    await allSent();
  });
});

test("a server that says nothing holds up its own mails for a while, and not the mailing", async () => {
  const { transport } = recorder((_, turn) => (turn <= 4 ? new Promise(() => {}) : undefined));
  stage.start(transport, { sendWithinMs: 50 });
  await stage.write(Array.from({ length: 6 }, () => mail));
  await until("the others", async () => (await stage.rows()).filter(({ sent }) => sent).length === 2);
  await until(
    "the first four to be cut off",
    async () => (await stage.rows()).filter(({ last_error }) => last_error === "timeout").length === 4,
  );
});

test("a database that goes away is complained about, and mails leave when it is back", async () => {
  const { transport } = recorder();
  const patient = stage.start(transport);
  await execute(mine.adminUrl, "alter table plinth.mails rename to mails_away");
  patient.nudge();
  await until("a complaint", () => stage.failures.length > 0);
  await execute(mine.adminUrl, "alter table plinth.mails_away rename to mails");
  await stage.write([mail]);
  await allSent();
});

test("mails that have ended are forgotten after a month, waiting ones never", async () => {
  await stage.write([mail, mail, mail, mail]);
  const [sent, recent, failed, waiting] = (await stage.rows()).map(({ id }) => id);
  const month = "now() - interval '31 days'";
  const age = (set: string, id: string | undefined) =>
    execute(mine.adminUrl, `update plinth.mails set created_at = ${month}, ${set} where id = $1`, [id]);
  await age(`sent_at = ${month}, payload = null`, sent);
  await age("sent_at = now(), payload = null", recent);
  await age(`failed_at = ${month}`, failed);
  await age("attempts = 3", waiting);
  assert.equal(await purgeMails(stage.database), 2);
  assert.deepEqual(
    (await stage.rows()).map(({ id }) => id),
    [recent, waiting],
  );
});
