/** Mails to customers, by a Resend that behaves as it is told. */
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { startFakeResend } from "#fakes/resend";
import { testApp } from "#harness/app";
import { buyerOf } from "#harness/buyers";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const oldSecret = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
const resend = await startFakeResend({ apiKey: "re_test" });
const t = await testApp({
  leaving: {
    mail: { kind: "resend", apiKey: "re_test", url: resend.url },
    mailFrom: { address: "orders@plinth.example.com" },
    resendWebhookSecrets: [secret, oldSecret],
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

/** The facts about it, as soon as the last one is in the feed. */
const factsOf = (id: string, last = "mail.sent") =>
  until("facts in the feed", async () => {
    const rows = await execute(
      t.database.adminUrl,
      "select type from plinth.events where subject_id = $1 order by seq",
      [id],
    );
    const types = rows.map(({ type }) => type);
    return types.includes(last) ? types : undefined;
  });

type Item = { id: string; kind: string; because: string; resolves: [{ door: string }] };

/** What about the order waits in the inbox. */
const openItem = (orderId: string, of = s): Promise<Item> =>
  until("an item of the inbox", async () => {
    const { json } = await of.get(`/v1/inbox?subject_id=${orderId}&settled_at[null]=true`);
    return json.data[0] as Item | undefined;
  });

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
    const mail = await mailOf((await confirmed(company)).id, "sent");
    const path = `/v1/mails/${mail.id}/resend`;
    assertProblem(await s.post(path, { contact_id: stranger }), 409, "nobody_to_write_to");
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
});

describe("what Resend tells of a mail", () => {
  const told = { url: `${t.url}/v1/webhooks/resend`, secret };
  /** Of the mail that left last. */
  const left = () => resend.sent.at(-1) ?? { id: "none" };
  const untilNoted = (count: number, orderId: string) =>
    until("it to be noted", async () => {
      const rows = await execute(
        t.database.adminUrl,
        "select 1 from plinth.jobs where subject_id = $1 and kind = 'mail.note-news' and state = 'done'",
        [orderId],
      );
      return rows.length === count;
    });

  test("200: a mail that came back needs a person, once, whatever else is told in whatever order", async () => {
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "sent");
    const at = new Date("2026-11-20T10:00:00Z");
    const message = { ...told, webhookId: "msg_once", at };
    assert.equal(await resend.tell("bounced", left(), message), 200);
    assert.equal(await resend.tell("bounced", left(), message), 200); // the same message again
    assert.equal(await resend.tell("bounced", left(), { ...told, secret: oldSecret }), 200); // another one
    assert.equal(await resend.tell("delivered", left(), told), 200);
    assert.equal(await resend.tell("delivery_delayed", left(), told), 200);
    assert.equal(await resend.tell("opened", left(), told), 200);
    await untilNoted(4, order.id);
    const now = (await s.get(`/v1/mails/${mail.id}`)).json;
    assert.deepEqual([now.status, now.bounced_at], ["bounced", "2026-11-20T10:00:00Z"]);
    assert.ok(now.delivered_at !== null && now.delayed_at !== null);
    assert.deepEqual(await factsOf(mail.id, "mail.bounced"), ["mail.queued", "mail.sent", "mail.bounced"]);
    const item = await openItem(order.id);
    assert.deepEqual(
      [item.kind, item.resolves[0].door],
      ["mail_bounced", `POST /v1/mails/${mail.id}/resend`],
    );

    assert.equal((await s.post(`/v1/mails/${mail.id}/resend`)).status, 201);
    const settledItem = (await s.get(`/v1/inbox/${item.id}`)).json;
    assert.notEqual(settledItem.settled_at, null);
    await mailOf(order.id, "sent");
  });

  test("200: is known by our id, also where the answer to our call was lost", async () => {
    resend.next("hang_after_commit");
    const order = await confirmed(await customer());
    await until("it to be taken", () => resend.sent.length === 1);
    assert.equal(await resend.tell("complained", left(), told), 200);
    const mail = await mailOf(order.id, "complained");
    assert.equal(mail.provider_id, left().id);
    await execute(
      t.database.adminUrl,
      `update plinth.jobs set locked_until = now() - interval '1 second'
        where subject_id = $1 and kind = 'mail.send' and state = 'running'`,
      [order.id],
    );
    await settled(order.id);
    assert.equal(resend.sent.length, 1);
    assert.deepEqual(await factsOf(mail.id, "mail.complained"), [
      "mail.queued",
      "mail.sent",
      "mail.complained",
    ]);
  });

  test("200: is known by their name where the tag is missing", async () => {
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "sent");
    assert.equal(await resend.tell("failed", { id: mail.provider_id ?? "" }, told), 200);
    assert.equal((await mailOf(order.id, "failed")).failure_code, "carrier_failed");
  });

  test("200: of mails that are none of ours nothing is kept", async () => {
    const jobs = () =>
      execute(t.database.adminUrl, "select count(*) as n from plinth.jobs where kind = 'mail.note-news'");
    const before = await jobs();
    const nobodys = { id: "e0", tags: { plinth_mail: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" } };
    assert.equal(await resend.tell("bounced", nobodys, told), 200);
    assert.equal(await resend.tell("bounced", { id: "e0" }, told), 200);
    assert.deepEqual(await jobs(), before);
  });

  test("400: what somebody else signed is refused, and nothing is kept", async () => {
    const order = await confirmed(await customer());
    const mail = await mailOf(order.id, "sent");
    const forged = { ...told, secret: `whsec_${Buffer.alloc(24, 9).toString("base64")}` };
    assert.equal(await resend.tell("bounced", left(), forged), 400);
    assertProblem(await t.ask("POST", "/v1/webhooks/resend", { body: {} }), 400, "bad_signature");
    assert.equal((await s.get(`/v1/mails/${mail.id}`)).json.status, "sent");
  });
});

describe("whoever looks after an incident", () => {
  test("is told once, in their language, when it is open for a minute; owners where it is nobody's", async () => {
    const own = await shop(t, "Owned GmbH");
    const ada = await testPerson(t, {
      organization: own.organization,
      name: "Ada",
      email: "ada@staff.example",
    });
    await execute(t.database.adminUrl, "update users set locale = 'de' where id = $1", [ada.id]);
    await testPerson(t, { organization: own.organization, role: "sales", email: "sal@staff.example" });
    const item = await own.product();
    await own.receive(item, 2);
    const order = async () => {
      const { json } = await own.place(await own.customer(), [{ product_id: item, quantity: 1 }]);
      await own.post(`/v1/orders/${json.id}/confirm`);
      return String(json.id);
    };
    const first = await openItem(await order(), own);
    const [job] = await until("the job", () =>
      execute(
        t.database.adminUrl,
        "select extract(epoch from run_at - created_at) > 55 as later from plinth.jobs where subject_id = $1",
        [first.id],
      ).then((rows) => rows.length === 1 && rows),
    );
    assert.equal(job?.later, true);
    const told = () => resend.sent.filter(({ to }) => to[0]?.endsWith("@staff.example"));
    // another one, which is settled before it is told
    const second = await openItem(await order(), own);
    const settledByHand = await own.post(`/v1/inbox/${second.id}/settle`, { reason: "Called them." });
    assert.equal(settledByHand.status, 200, settledByHand.text);

    await settled(first.id);
    await settled(second.id);
    await until("the mail", () => told().length > 0);
    const [mail, ...more] = told().filter(({ subject }) => subject.includes("Owned GmbH"));
    assert.deepEqual([mail?.to, more.length], [["ada@staff.example"], 0]);
    assert.match(mail?.subject ?? "", /^Bei Owned GmbH wird jemand gebraucht$/);
    assert.ok(mail?.text.includes(`/v1/inbox/${first.id}`), mail?.text);
    assert.match(mail?.text ?? "", /nobody to send the confirmation/);
    assert.notEqual((await own.get(`/v1/inbox/${first.id}`)).json.told_at, null);
    assert.equal((await own.get(`/v1/inbox/${second.id}`)).json.told_at, null);
  });

  test("is the member it was given to, as long as they are one", async () => {
    const own = await shop(t, "Given GmbH");
    await testPerson(t, { organization: own.organization, email: "boss@given.example" });
    const sal = await testPerson(t, {
      organization: own.organization,
      role: "sales",
      email: "sal@given.example",
    });
    const raised = async (owner: string) => {
      const [row] = await execute(
        t.database.adminUrl,
        `select plinth.raise_inbox_item($1, 'mail_bounced', $2, 'order', null, 'It stands still.', '{}', '[]', $3, null, 'system:1') as done`,
        [own.organization, `test ${owner} ${Math.random()}`, owner],
      );
      assert.equal(row?.done, true);
      const rows = await until("the job", () =>
        execute(
          t.database.adminUrl,
          "select subject_id from plinth.jobs where organization_id = $1 and kind = 'inbox.tell-owner' and state = 'scheduled'",
          [own.organization],
        ).then((found) => found.length === 1 && found),
      );
      await settled(String(rows[0]?.subject_id));
    };
    const told = () => resend.sent.map(({ to }) => to[0]).filter((to) => to?.endsWith("@given.example"));
    await raised(sal.id);
    await until("the mail", () => told().length === 1);
    await execute(t.database.adminUrl, "update members set ended_at = now() where id = $1", [sal.id]);
    await raised(sal.id);
    await until("the other mail", () => told().length === 2);
    assert.deepEqual(told(), ["sal@given.example", "boss@given.example"]);
  });
});
