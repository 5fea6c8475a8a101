/** Several processes on one table: none sends what another one is sending, and what a dead one left is taken over. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testDatabase } from "#harness/postgres";
import { startSmtpHost } from "#harness/smtp-host";
import { until } from "#harness/until";
import { mail, mailStage, recorder, secret } from "./mailing.fixture.ts";
import { claimMails, rememberNotSent, rememberSent } from "./queue.ts";
import { smtpTransport } from "./smtp.ts";

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

test("two senders share a heap of mails and send none twice", async () => {
  await stage.write(Array.from({ length: 120 }, (_, i) => ({ ...mail, to: `a${i}@people.example` })));
  const { sent, transport } = recorder(() => new Promise((resolve) => setImmediate(resolve)));
  const other = recorder(() => new Promise((resolve) => setImmediate(resolve)));
  stage.start(transport);
  stage.start(other.transport);
  await allSent();
  const ids = [...sent, ...other.sent].map(({ id }) => id);
  assert.equal(ids.length, 120);
  assert.equal(new Set(ids).size, 120);
  assert.ok(sent.length > 0 && other.sent.length > 0, `${sent.length} and ${other.sent.length}`);
});

test("senders leave a mail to the one that took it, until its lease runs out", async () => {
  await stage.write([mail]);
  const [claim] = await claimMails(stage.database, 10, 60_000);
  assert.ok(claim);
  assert.deepEqual(await claimMails(stage.database, 10, 60_000), []);
  await stage.makeDue();
  const [again] = await claimMails(stage.database, 10, 60_000);
  assert.equal(again?.id, claim.id);

  // the first one was only slow: its failure is old news, its success is not
  await rememberNotSent(stage.database, claim, "smtp 550", undefined);
  assert.equal((await stage.rows())[0]?.gone, false);
  await rememberSent(stage.database, claim, false);
  await rememberNotSent(stage.database, again, "smtp 451", 5_000);
  const [row] = await stage.rows();
  assert.deepEqual([row?.sent, row?.last_error], [true, null]);
});

test("a process killed after the server took its mail: another one sends it again, with the same Message-ID", async () => {
  const host = await startSmtpHost(["hang", "take"]);
  after(host.close);
  await stage.write([mail]);
  const script = fileURLToPath(new URL("./mailing-process.fixture.ts", import.meta.url));
  const { appUrl, systemUrl } = mine;
  const orders = { appUrl, systemUrl, secret, smtpPort: host.port, leaseMs: 1_500 };
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: "inherit" });
  after(() => child.kill("SIGKILL"));
  await until("the first delivery", () => host.received.length === 1);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.equal((await stage.rows())[0]?.sent, false);

  stage.start(
    smtpTransport(
      { host: "127.0.0.1", port: host.port, secure: false },
      { address: "no-reply@plinth.example.com" },
    ),
  );
  const [row] = await allSent();
  assert.equal(row?.attempts, 2);
  const expected = `<${row?.id}@plinth.example.com>`;
  assert.deepEqual(
    host.received.map(({ messageId }) => messageId),
    [expected, expected],
  );
  assert.equal(host.received[1]?.text?.trim(), mail.text);
});
