/** Confirmations over SMTP, whose servers keep no account of what they have taken. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { shop } from "#harness/shop";
import { type Answer, startSmtpHost } from "#harness/smtp-host";
import { until } from "#harness/until";

const answers: Answer[] = [];
const host = await startSmtpHost(answers);
const t = await testApp({
  jobs: true,
  leaving: {
    mail: { kind: "smtp", host: "127.0.0.1", port: host.port, secure: false },
    mailFrom: { address: "orders@plinth.example.com" },
  },
});
after(() => host.close());
const s = await shop(t, "Muster Handels GmbH");
const product = await s.product();
await s.receive(product, 10);

/** Confirms an order while the server answers like this, until the mail has left. @returns what it took */
async function confirmedWhile(...answering: Answer[]) {
  const before = host.received.length;
  answers.splice(
    0,
    answers.length,
    ...Array.from({ length: before }, (): Answer => "take"),
    ...answering,
    "take",
  );
  const customer_id = await s.customer();
  await s.make("/v1/contacts", { customer_id, name: "Maria Anders", email: "maria@people.example" });
  const { json: order } = await s.place(customer_id, [{ product_id: product, quantity: 1 }]);
  await s.post(`/v1/orders/${order.id}/confirm`);
  const mail = await until("the mail to leave", async () => {
    await execute(
      t.database.adminUrl,
      "update plinth.jobs set run_at = plinth.now() where state = 'scheduled'",
    );
    const { json } = await s.get(`/v1/mails?subject_id=${order.id}`);
    return json.data[0]?.status === "sent" && json.data[0];
  });
  return { mail, taken: host.received.slice(before) };
}

test("a server that says 451 and takes it later got it twice and keeps it once: under one Message-ID", async () => {
  const { mail, taken } = await confirmedWhile({ code: 451, text: "4.7.1 Greylisted, come back later" });
  // the first one was refused after its words had come
  assert.equal(taken.length, 2);
  assert.deepEqual(
    [...new Set(taken.map(({ messageId }) => messageId))],
    [`<${mail.id}@plinth.example.com>`],
  );
  assert.equal(mail.provider_id, null);
});

test("a server whose answer to the words was lost gets a second copy at most, and can tell it by its Message-ID", async () => {
  const { mail, taken } = await confirmedWhile("drop");
  assert.equal(taken.length, 2);
  assert.deepEqual(
    [...new Set(taken.map(({ messageId }) => messageId))],
    [`<${mail.id}@plinth.example.com>`],
  );
});

test("a server that takes it at once gets it once", async () => {
  const { taken } = await confirmedWhile();
  assert.deepEqual(
    taken.map(({ to, subject }) => [to?.[0]?.address, subject?.startsWith("Order confirmation ")]),
    [["maria@people.example", true]],
  );
});
