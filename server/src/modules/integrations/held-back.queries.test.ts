import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { linkedShop } from "#harness/linked-shop";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const { s, erp, connection, linkOf, stands, customer, change, conflictOf, pull } = await linkedShop(t);
after(() => erp.stop());

const sql = (text: string, id: string) => execute(t.database.adminUrl, text, [id]);

test("a payment waits for its order to be confirmed without being under way, and comes there behind it", async () => {
  const buyer = await s.customer({ name: "In parts", payment_method: "prepaid" });
  const product = await s.product({ sku: "PARTS" });
  await s.receive(product, 10);
  const place = async () => (await s.place(buyer, [{ product_id: product, quantity: 3 }])).json.id;
  const pay = (order: string, wish: object = {}) =>
    s.make(`/v1/orders/${order}/payments`, { method: "bank_transfer", reference: "SO-2", ...wish });
  const heard = (id: string) =>
    until("the payment to be heard of", async () => {
      const rows = await sql(
        "select state from plinth.jobs where kind = 'integration.note-change' and subject_id = $1",
        id,
      );
      return rows.length > 0 && rows.every(({ state }) => state === "done");
    });

  const order = await place();
  const part = await pay(order, { amount_minor: 1_000 });
  await heard(part);
  assert.equal(await linkOf(part), undefined);
  await pay(order);
  await stands(part, "in_sync");

  const cancelled = await place();
  const lost = await pay(cancelled, { amount_minor: 1_000 });
  await heard(lost);
  await s.post(`/v1/orders/${cancelled}/cancel`);
  const answer = await s.post(`/v1/connections/${connection}/push`, { kind: "payments", ids: [lost] });
  assert.equal(answer.status, 202, answer.text);
  assert.equal(await linkOf(lost), undefined);
});

test("a payment whose order is cancelled before the ERP has it ends quietly", async () => {
  const buyer = await s.customer({ name: "Never", payment_method: "prepaid" });
  const product = await s.product({ sku: "NEVER" });
  await s.receive(product, 10);
  await s.post(`/v1/connections/${connection}/pause`);
  const { id } = (await s.place(buyer, [{ product_id: product, quantity: 3 }])).json;
  const body = { method: "bank_transfer", reference: "SO-3" };
  const payment = await s.make(`/v1/orders/${id}/payments`, body);
  await until("the payment to wait", async () => (await linkOf(payment))?.state === "pending");
  await s.post(`/v1/orders/${id}/cancel`);
  await s.post(`/v1/connections/${connection}/resume`);
  await until("the link to be gone", async () => (await linkOf(payment)) === undefined);
  const jobs = await sql("select state from plinth.jobs where subject_id = $1 and state = 'dead'", payment);
  assert.deepEqual(jobs, []);
});

test("a payment waits for its order to count there, also where a look met its draft", async () => {
  const buyer = await s.customer({ name: "Drafted", payment_method: "prepaid" });
  const product = await s.product({ sku: "DRAFT" });
  await s.receive(product, 10);
  await Promise.all([stands(buyer, "in_sync"), stands(product, "in_sync")]);
  const { id } = (await s.place(buyer, [{ product_id: product, quantity: 3 }])).json;
  const before = erp.log.length;
  // made as a draft, of which nobody hears, and not to be submitted for now
  erp.hostility.next = ["gateway", ...Array<"down">(100).fill("down")];
  const payment = await s.make(`/v1/orders/${id}/payments`, { method: "bank_transfer", reference: "SO-4" });
  await until("the draft to be there", () =>
    erp.documents.all("Sales Order").some((one) => one.plinth_id === id),
  );
  await pull();
  assert.notEqual((await linkOf(id)).external_id, null);
  const again =
    "update plinth.jobs set run_at = now(), error_code = null where state = 'scheduled' and subject_id = $1";
  const now = "select error_code from plinth.jobs where kind = 'integration.push-object' and subject_id = $1";
  await until(
    "the payment to be under way",
    async () => (await sql(now, payment))[0]?.error_code ?? undefined,
  );
  await sql(again, payment);
  const told = await until(
    "it to be tried again",
    async () => (await sql(now, payment))[0]?.error_code ?? undefined,
  );
  assert.equal(told, "waits_for_others");
  erp.hostility.next = [];
  await stands(id, "in_sync");
  await stands(payment, "in_sync");
  const written = erp.log.slice(before).filter(({ method }) => method !== "GET");
  const [submitted, paid] = [
    written.findIndex(({ doctype, committed }) => doctype === "Sales Order" && committed === "changed"),
    written.findIndex(({ doctype }) => doctype === "Payment Entry"),
  ];
  assert.ok(submitted >= 0 && submitted < paid, JSON.stringify(written));
});

test("what is removed here has no link and no conflict any more, and nobody is asked about it", async () => {
  const id = await customer("Leaving");
  erp.documents.edit("Customer", "Leaving", { tax_id: "THEIRS" });
  await change(id, { tax_id: "OURS" });
  await stands(id, "conflict");
  const conflict = await conflictOf(id);
  const { version } = (await s.get(`/v1/customers/${id}`)).json;
  const headers = { "if-match": `"${version}"` };
  const removed = await s.ask("DELETE", `/v1/customers/${id}`, { headers });
  assert.equal(removed.status, 204, removed.text);
  await until("the link to be gone", async () => (await linkOf(id)) === undefined);
  assert.equal(await conflictOf(id), undefined);
  const items = await sql(
    "select settled_at is not null as settled from plinth.inbox_items where subject_id = $1",
    conflict.id,
  );
  assert.deepEqual(items, [{ settled: true }]);
});
