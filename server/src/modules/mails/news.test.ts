/** What is told: to us of mails, and to whoever looks after what stands still. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { execute } from "#harness/execute";
import { mailedShop } from "#harness/mailed-shop";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const { t, s, resend, secret, oldSecret, foreignSecret, ...stage } = await mailedShop();
const { customer, confirmed, mailOf, settled, takeOver, factsOf, openItem } = stage;

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
    await takeOver(order.id);
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
    const forged = { ...told, secret: foreignSecret };
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

  test("hears of everything that stands still by then in one mail, and each of it once", async () => {
    const own = await shop(t, "Monday GmbH");
    await testPerson(t, { organization: own.organization, name: "Bo", email: "bo@monday.example" });
    const sal = await testPerson(t, {
      organization: own.organization,
      role: "sales",
      email: "sal@monday.example",
    });
    const ask = (text: string, values: unknown[]) => execute(t.database.adminUrl, text, values);
    await ask(
      `select plinth.raise_inbox_item($1, 'order_stuck', 'stuck ' || n, 'order', null, 'Order ' || n || ' stands still.', '{}',
                                      '[]', case when n > 30 then $2::uuid end, now() - n * interval '1 hour', 'system:1')
         from generate_series(1, 40) n`,
      [own.organization, sal.id],
    );
    const jobs = () =>
      ask(
        "select state from plinth.jobs where organization_id = $1 and kind = 'inbox.tell-owner' and state <> 'done'",
        [own.organization],
      );
    await until("the jobs", async () => (await jobs()).length === 40);
    await until("all of them to be done", async () => {
      await stage.hurry();
      return (await jobs()).length === 0;
    });
    const told = await until("the mails", () => {
      const found = resend.sent.filter(({ to }) => to[0]?.endsWith("@monday.example"));
      return found.length >= 2 && found;
    });
    const [bo, sals, ...more] = told.sort((a, b) => ((a.to[0] ?? "") < (b.to[0] ?? "") ? -1 : 1));
    assert.deepEqual(more, []);
    assert.equal(bo?.subject, "30 things at Monday GmbH need you");
    // the oldest first, and no more than one reads
    assert.match(bo?.text ?? "", /1\. Order 30 stands still\./);
    assert.match(bo?.text ?? "", /20\. Order 11 stands still\.[\s\S]*The other 10 are in the inbox\./);
    assert.equal(sals?.subject, "10 things at Monday GmbH need you");
    const untold = await ask(
      "select 1 from plinth.inbox_items where organization_id = $1 and told_at is null",
      [own.organization],
    );
    assert.deepEqual(untold, []);
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
