/** Mails to customers: that each leaves once, who reads them, and what becomes of those that do not leave. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buyerOf } from "#harness/buyers";
import { execute } from "#harness/execute";
import { mailedShop } from "#harness/mailed-shop";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const { t, s, resend, product, ...stage } = await mailedShop();
const { customer, confirmed, mailOf, hurry, settled, takeOver, factsOf, openItem } = stage;

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
        await takeOver(order.id);
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

describe("who reads it", () => {
  test("is the buyer who placed the order, before the customer's other contacts", async () => {
    const company = await customer("first@people.example");
    const contact = await s.make("/v1/contacts", { customer_id: company, name: "Bea Buyer" });
    const buyer = await buyerOf(t, s.organization, contact, {
      name: "Bea Buyer",
      email: "bea@people.example",
    });
    const body = { customer_id: company, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] };
    const { json: order } = await buyer.ask("POST", "/v1/orders", { body });
    await s.post(`/v1/orders/${order.id}/confirm`);
    const mail = await mailOf(order.id, "sent");
    assert.equal(mail.recipient, "bea@people.example");
    assert.match(resend.sent.find(({ key }) => key === mail.id)?.text ?? "", /Hello Bea Buyer,/);
    const seen = await buyer.ask("GET", "/v1/mails");
    assertProblem(seen, 403, "forbidden");
  });

  test("is nobody where nobody has an address: a person is told, adds one, and sends it again", async () => {
    const company = await customer(null);
    // what is no address of one person reaches nobody
    await s.make("/v1/contacts", { customer_id: company, name: "All", email: "all,others@people.example" });
    const order = await confirmed(company);
    const mail = await mailOf(order.id, "failed");
    assert.deepEqual([mail.recipient, mail.failure_code], [null, "no_recipient"]);
    const item = await openItem(order.id);
    assert.equal(item.kind, "mail_undeliverable");
    assert.match(item.because, new RegExp(`nobody to send the confirmation of ${order.number} to`));
    assert.equal(item.resolves[0].door, `POST /v1/mails/${mail.id}/resend`);
    assertProblem(await s.post(`/v1/mails/${mail.id}/resend`), 409, "nobody_to_write_to");

    await s.make("/v1/contacts", { customer_id: company, name: "Maria", email: "late@people.example" });
    const again = await s.post(`/v1/mails/${mail.id}/resend`);
    assert.equal(again.status, 201, again.text);
    assert.deepEqual([again.json.resend_of, again.json.recipient], [mail.id, "late@people.example"]);
    assert.equal((await mailOf(order.id, "sent")).id, again.json.id);
    assert.equal(resend.sent.length, 1);
    assert.equal((await s.get(`/v1/inbox/${item.id}`)).json.settled_how, "The mail was sent again.");
    const { json: history } = await s.get(`/v1/mails/${again.json.id}/history`);
    assert.equal(history.data[0].action, "mails.resend");
  });

  test("201: is whichever contact of the customer is named when it is sent again, and no stranger's", async () => {
    const company = await customer();
    const other = await s.make("/v1/contacts", {
      customer_id: company,
      name: "Bob",
      email: "bob@people.example",
    });
    const stranger = await s.make("/v1/contacts", {
      customer_id: await s.customer(),
      name: "Eve",
      email: "eve@people.example",
    });
    const silent = await s.make("/v1/contacts", { customer_id: company, name: "Ann" });
    const mail = await mailOf((await confirmed(company)).id, "sent");
    const path = `/v1/mails/${mail.id}/resend`;
    const refused = async (named: string, code: string) =>
      assertProblem(await s.post(path, { contact_id: named }), 422, "invalid_input", { "/contact_id": code });
    await refused(stranger, "not_applicable");
    await refused(mail.id, "not_found");
    assertProblem(await s.post(path, { contact_id: silent }), 409, "nobody_to_write_to");
    const tried = await s.post(`${path}?dry_run=true`, { contact_id: other });
    assert.deepEqual([tried.status, tried.json.recipient], [200, "bob@people.example"]);
    const { json } = await s.post(path, { contact_id: other });
    assert.equal(json.recipient, "bob@people.example");
    await until("it to leave", () => resend.sent.length === 2);
    assert.deepEqual(resend.sent.at(-1)?.to, ["bob@people.example"]);
  });

  test("is nobody where the organization confirms its orders elsewhere", async () => {
    const own = await shop(t, "Elsewhere GmbH");
    const etag = (await own.get("/v1/settings")).headers.get("etag") ?? "";
    const body = { "mail.order_confirmations": false };
    await own.ask("PATCH", "/v1/settings", { body, headers: { "if-match": etag } });
    const item = await own.product();
    await own.receive(item, 1);
    const { json: order } = await own.place(await own.customer(), [{ product_id: item, quantity: 1 }]);
    await own.post(`/v1/orders/${order.id}/confirm`);
    await until("the job to be done", async () => {
      const rows = await execute(
        t.database.adminUrl,
        "select state from plinth.jobs where subject_id = $1 and kind = 'order.send-confirmation'",
        [order.id],
      );
      return rows[0]?.state === "done";
    });
    assert.deepEqual((await own.get("/v1/mails")).json.data, []);
  });
});

describe("a mail that does not leave", () => {
  test("because its address is none has failed, and a person is told", async () => {
    resend.next("422");
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "failed");
    assert.equal(mail.failure_code, "mail_refused");
    assert.match((await openItem(order.id)).because, /was refused/);
    assert.equal(resend.calls.length, 1);
    assert.deepEqual(await factsOf(mail.id, "mail.failed"), ["mail.queued", "mail.failed"]);
  });

  test("409: is not sent again while it waits to leave", async () => {
    resend.next("500");
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "queued");
    assertProblem(await s.post(`/v1/mails/${mail.id}/resend`), 409, "invalid_state");
    await settled(order.id);
  });

  test("and may have left when nobody remembers its key any more is left to a person", async () => {
    resend.next("hang_after_commit");
    const order = await confirmed(await customer());
    await until("it to be taken", () => resend.sent.length === 1);
    const [job] = await execute(
      t.database.adminUrl,
      `update plinth.jobs set locked_until = now() - interval '1 second', started_at = started_at - interval '21 hours'
        where subject_id = $1 and kind = 'mail.send' and state = 'running' returning id`,
      [order.id],
    );
    resend.pass(25 * 3_600_000);
    const mail = await mailOf(order.id, "failed");
    assert.deepEqual([mail.failure_code, resend.calls.length], ["mail_may_have_left", 1]);
    // a person looks, and lets it be tried anew: still not under that key
    await s.post(`/v1/dead_letters/${job?.id}/replay`, { reason: "Once more." });
    await settled(order.id);
    assert.equal(resend.calls.length, 1);
    // or decides
    assert.equal((await s.post(`/v1/mails/${mail.id}/resend`)).status, 201);
    await mailOf(order.id, "sent");
    assert.equal(resend.sent.length, 2);
  });

  test("and was cut off by a stop of the process that lasted for days is left to a person too", async () => {
    resend.next("hang_after_commit");
    const order = await confirmed(await customer());
    await until("it to be taken", () => resend.sent.length === 1);
    await execute(
      t.database.adminUrl,
      `with back as (
         update plinth.jobs
            set state = 'ready', worker = null, locked_until = null, attempts = 0, created_at = created_at - interval '2 days'
          where subject_id = $1 and kind = 'mail.send' and state = 'running'
         returning organization_id, id, started_at
       )
       insert into plinth.job_errors (organization_id, job_id, attempt, code, detail, started_at)
       select organization_id, id, 1, 'handed_back', 'The process stopped.', started_at - interval '2 days' from back`,
      [order.id],
    );
    resend.pass(49 * 3_600_000);
    const mail = await mailOf(order.id, "failed");
    assert.deepEqual([mail.failure_code, resend.calls.length], ["mail_may_have_left", 1]);
  });
});
