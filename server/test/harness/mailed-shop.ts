/** A shop whose mails to customers leave through a Resend that behaves as it is told. */
import assert from "node:assert/strict";
import { after, beforeEach } from "node:test";
import { type FakeResend, startFakeResend } from "#fakes/resend";
import { type TestApp, testApp } from "./app.ts";
import { execute } from "./execute.ts";
import { type Shop, shop } from "./shop.ts";
import { until } from "./until.ts";

export type SentTo = {
  id: string;
  status: string;
  recipient: string | null;
  provider_id: string | null;
  failure_code: string | null;
  resend_of: string | null;
};

export type Waiting = { id: string; kind: string; because: string; resolves: [{ door: string }] };

const secretOf = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString("base64")}`;

export type MailedShop = {
  t: TestApp;
  s: Shop;
  /** Its log is empty at the beginning of every test. */
  resend: FakeResend;
  /** What it signs its webhooks with, what it signed them with before, and what nobody knows. */
  secret: string;
  oldSecret: string;
  foreignSecret: string;
  /** Of which there is plenty. */
  product: string;
  /** With a contact of this address; null: without one. */
  customer(email?: string | null): Promise<string>;
  confirmed(customerId: string): Promise<{ id: string; number: string }>;
  /** The newest mail about the order, once it stands like this. */
  mailOf(orderId: string, status: string): Promise<SentTo>;
  /** As if the time of waiting were over. */
  hurry(): Promise<unknown>;
  /** No job about it is left to be done. */
  settled(subjectId: string): Promise<unknown>;
  /** What an attempt holds that hangs is taken from it. */
  takeOver(orderId: string): Promise<unknown>;
  /** The facts about a mail, as soon as this one is in the feed. */
  factsOf(id: string, last?: string): Promise<unknown[]>;
  /** What about the order waits in the inbox. */
  openItem(orderId: string, of?: Shop): Promise<Waiting>;
};

export async function mailedShop(): Promise<MailedShop> {
  const [secret, oldSecret, foreignSecret] = [secretOf(7), secretOf(8), secretOf(9)];
  const resend = await startFakeResend({ apiKey: "re_test" });
  const t = await testApp({
    jobs: true,
    leaving: {
      mail: { kind: "resend", apiKey: "re_test", url: resend.url },
      mailFrom: { address: "orders@plinth.example.com" },
      resendWebhookSecrets: [secret, oldSecret],
    },
  });
  after(() => resend.close());
  beforeEach(() => {
    resend.sent.length = 0;
    resend.calls.length = 0;
  });
  const s = await shop(t, "Muster Handels GmbH");
  const product = await s.product({ name: "Chai" });
  await s.receive(product, 1_000);
  const ask = (text: string, values: unknown[] = []) => execute(t.database.adminUrl, text, values);
  const hurry = () => ask("update plinth.jobs set run_at = plinth.now() where state = 'scheduled'");
  return {
    ...{ t, s, resend, secret, oldSecret, foreignSecret, product, hurry },
    async customer(email = "maria@people.example") {
      const id = await s.customer();
      if (email !== null) await s.make("/v1/contacts", { customer_id: id, name: "Maria Anders", email });
      return id;
    },
    async confirmed(customerId) {
      const { json: order } = await s.place(customerId, [{ product_id: product, quantity: 2 }]);
      const answer = await s.post(`/v1/orders/${order.id}/confirm`);
      assert.equal(answer.status, 200, answer.text);
      return order;
    },
    mailOf: (orderId, status) =>
      until(`a mail that is ${status}`, async () => {
        const { json } = await s.get(`/v1/mails?subject_id=${orderId}&sort=-created_at`);
        return (json.data as SentTo[]).find((mail, i) => i === 0 && mail.status === status);
      }),
    settled: (subjectId) =>
      until("no job about it to be left", async () => {
        await hurry();
        const rows = await ask(
          "select 1 from plinth.jobs where subject_id = $1 and state not in ('done', 'dead')",
          [subjectId],
        );
        return rows.length === 0;
      }),
    takeOver: (orderId) =>
      ask(
        `update plinth.jobs set locked_until = now() - interval '1 second'
          where subject_id = $1 and kind = 'mail.send' and state = 'running'`,
        [orderId],
      ),
    factsOf: (id, last = "mail.sent") =>
      until("facts in the feed", async () => {
        const rows = await ask("select type from plinth.events where subject_id = $1 order by seq", [id]);
        const types = rows.map(({ type }) => type);
        return types.includes(last) ? types : undefined;
      }),
    openItem: (orderId, of = s) =>
      until("an item of the inbox", async () => {
        const { json } = await of.get(`/v1/inbox?subject_id=${orderId}&settled_at[null]=true`);
        return json.data[0] as Waiting | undefined;
      }),
  };
}
