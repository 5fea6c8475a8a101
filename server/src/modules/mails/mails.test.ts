/** Mails to customers, by a Resend that behaves as it is told. */
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { startFakeResend } from "#fakes/resend";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const resend = await startFakeResend({ apiKey: "re_test" });
const t = await testApp({
  leaving: {
    mail: { kind: "resend", apiKey: "re_test", url: resend.url },
    mailFrom: { address: "orders@plinth.example.com" },
  },
});
after(() => resend.close());
const s = await shop(t, "Muster Handels GmbH");
const product = await s.product({ name: "Chai" });
await s.receive(product, 1_000);

beforeEach(() => {
  resend.sent.length = 0;
  resend.calls.length = 0;
});

async function customer(email: string | null = "maria@people.example"): Promise<string> {
  const id = await s.customer();
  if (email !== null) await s.make("/v1/contacts", { customer_id: id, name: "Maria Anders", email });
  return id;
}

async function confirmed(customer_id: string): Promise<{ id: string; number: string }> {
  const { json: order } = await s.place(customer_id, [{ product_id: product, quantity: 2 }]);
  const answer = await s.post(`/v1/orders/${order.id}/confirm`);
  assert.equal(answer.status, 200, answer.text);
  return order;
}

type Mail = {
  id: string;
  status: string;
  recipient: string | null;
  provider_id: string | null;
  failure_code: string | null;
  resend_of: string | null;
};

/** The newest mail about the order, once it stands like this. */
async function mailOf(orderId: string, status: string): Promise<Mail> {
  return await until(`a mail that is ${status}`, async () => {
    const { json } = await s.get(`/v1/mails?subject_id=${orderId}&sort=-created_at`);
    return (json.data as Mail[]).find((mail, i) => i === 0 && mail.status === status);
  });
}

/** As if the time of waiting were over. */
const hurry = () =>
  execute(t.database.adminUrl, "update plinth.jobs set run_at = plinth.now() where state = 'scheduled'");

const settled = (orderId: string) =>
  until("no job about the order to be left", async () => {
    await hurry();
    const rows = await execute(
      t.database.adminUrl,
      "select 1 from plinth.jobs where subject_id = $1 and state not in ('done', 'dead')",
      [orderId],
    );
    return rows.length === 0;
  });

const factsOf = async (id: string) =>
  (
    await until("facts in the feed", async () => {
      const rows = await execute(
        t.database.adminUrl,
        "select type from plinth.events where subject_id = $1 order by seq",
        [id],
      );
      return rows.length > 0 ? rows : undefined;
    })
  ).map(({ type }) => type);

describe("a confirmation", () => {
  test("goes once to the customer's contact, in the organization's name, whatever repeats", async () => {
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "sent");
    // the job once more, as if its event were new
    await execute(
      t.database.adminUrl,
      `insert into plinth.jobs (organization_id, kind, queue, state, payload, subject_type, subject_id, most_attempts)
       select organization_id, kind, queue, 'ready', payload, subject_type, subject_id, 3
         from plinth.jobs, generate_series(1, 3) where kind = 'order.send-confirmation' and subject_id = $1`,
      [order.id],
    );
    await settled(order.id);
    const [left, ...more] = resend.sent;
    assert.deepEqual([left?.key, left?.to, more], [mail.id, ["maria@people.example"], []]);
    assert.equal(mail.provider_id, left?.id);
    assert.match(left?.subject ?? "", new RegExp(`^Order confirmation ${order.number}$`));
    assert.match(left?.text ?? "", /Chai/);
    assert.deepEqual(await factsOf(mail.id), ["mail.queued", "mail.sent"]);
    const kept = await execute(t.database.adminUrl, "select payload_sealed from mails where id = $1", [
      mail.id,
    ]);
    assert.deepEqual(kept, [{ payload_sealed: null }]);
  });

  for (const trouble of ["hang_after_commit", "reset_after_commit", "500", "429", "reset"] as const) {
    test(`leaves once where Resend answers with ${trouble}`, async () => {
      resend.next(trouble);
      const order = await confirmed(await customer());
      if (trouble === "hang_after_commit") {
        // the attempt is not waited for: its worker is taken to be dead
        await until("it to be taken", async () => resend.sent.length === 1);
        await execute(
          t.database.adminUrl,
          `update plinth.jobs set locked_until = now() - interval '1 second'
            where subject_id = $1 and kind = 'mail.send' and state = 'running'`,
          [order.id],
        );
      }
      await until("it to be sent", async () => {
        await hurry();
        const { json } = await s.get(`/v1/mails?subject_id=${order.id}`);
        return json.data[0]?.status === "sent";
      });
      await settled(order.id);
      assert.equal(resend.sent.length, 1);
      assert.equal(new Set(resend.calls.map(({ key }) => key)).size, 1);
    });
  }
});
