/** By which channels people are told, what they chose, and who else is told of what. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { type Row, telling } from "#harness/telling";
import { until } from "#harness/until";
import { systemContext } from "#modules/organizations";
import { inboxKinds, raise } from "#platform/inbox";
import { uuidv7 } from "#platform/uuid";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const { s, lines, salesperson, speaks, choose, toldTo, toldOf, unread, hurry, allTold } = await telling(t);

describe("preferences", () => {
  test("200: each kind says what it is about in one's language, and whether one has chosen", async () => {
    const sam = await salesperson();
    await speaks(sam, "de");
    const again = (await sam.ask("GET", "/v1/notification_preferences")).json.data;
    assert.deepEqual(
      again.find(({ kind }: Row) => kind === "order_for_my_customer"),
      {
        kind: "order_for_my_customer",
        description: "Ein Kunde, der Ihnen zugeordnet ist, hat bestellt.",
        in_app: true,
        email: false,
        chosen: false,
      },
    );
    const kinds = again.map(({ kind }: Row) => kind);
    assert.deepEqual(kinds, [...kinds].sort());
    // what one could not act on, and what is for those who buy, is not among them
    assert.ok(!kinds.includes("order_awaits_approval") && !kinds.includes("my_order_cancelled"));
  });

  test("404 and 403: nobody chooses what they are not told of, and programs are told nothing", async () => {
    const sam = await salesperson();
    const channels = { in_app: false, email: false };
    assertProblem(await choose(sam, "my_order_cancelled", channels), 404, "not_found");
    const body = { body: channels };
    const asked = await s.ask("PUT", "/v1/notification_preferences/order_for_my_customer", body);
    assertProblem(asked, 403, "forbidden");
  });

  test("200: who wants a mail gets one, once, unless they have read it by then; who wants nothing is not told", async () => {
    const customer = await s.customer({ name: "evil.example.com AG" });
    const [mailed, seen, quiet] = [
      await salesperson(customer),
      await salesperson(customer),
      await salesperson(customer),
    ];
    await speaks(mailed, "de");
    const kind = "order_for_my_customer";
    const said = await choose(mailed, kind, { in_app: false, email: true });
    assert.deepEqual([said.status, said.json.chosen, said.json.email], [200, true, true]);
    await choose(seen, kind, { in_app: true, email: true });
    await choose(quiet, kind, { in_app: false, email: false });
    const { json: order } = await s.place(customer, lines);
    const { id } = await toldOf(seen, order.id);
    await seen.ask("POST", `/v1/notifications/${id}/read`);
    await allTold();
    await hurry();
    const mail = await mailTo(t, mailed.email, "notification");
    assert.equal(mail.subject.replaceAll("\u200c", ""), `evil.example.com AG hat bestellt: ${order.number}`);
    assert.ok(!/evil\.example/.test(mail.text), "a name became a link");
    assert.match(mail.text, /Die Bestellung beläuft sich auf 23,80\s€\./);
    assert.ok(mail.links.some((link) => link.endsWith(`/v1/orders/${order.id}`)));
    await until("no mail to be left", async () => {
      const rows = await execute(
        adminUrl,
        "select 1 from plinth.jobs where kind = 'notification.mail' and state <> 'done'",
      );
      return rows.length === 0;
    });
    // the job once more, as if its worker had been taken for dead
    await execute(
      adminUrl,
      `insert into plinth.jobs (organization_id, kind, queue, state, payload, most_attempts)
       select organization_id, kind, queue, 'ready', payload, 3 from plinth.jobs where kind = 'notification.mail'`,
    );
    await until("them to be done again", async () => {
      const rows = await execute(adminUrl, "select state from plinth.jobs where kind = 'notification.mail'");
      return rows.every(({ state }) => state === "done");
    });
    const counts = await Promise.all(
      [mailed, seen, quiet].map(async ({ email }) => (await mailsTo(t, email)).length),
    );
    assert.deepEqual(counts, [1, 0, 0]);
    assert.deepEqual([await unread(mailed), await unread(quiet)], [0, 0]);
    const [put] = await toldTo(mailed);
    assert.ok(put?.archived_at !== null && put?.emailed_at !== null);
    assert.deepEqual(await toldTo(quiet), []);
  });

  test("who does not look after the customer any more gets no mail", async () => {
    const customer = await s.customer();
    const sam = await testPerson(t, { organization: s.organization, role: "key_accounts" });
    const assignment = await s.make("/v1/customer_assignments", { member_id: sam.id, customer_id: customer });
    await choose(sam, "order_for_my_customer", { in_app: true, email: true });
    const { json: order } = await s.place(customer, lines);
    const { id } = await toldOf(sam, order.id);
    assert.equal((await s.ask("DELETE", `/v1/customer_assignments/${assignment}`)).status, 204);
    await hurry();
    await until("it to be taken", async () => {
      const [row] = await execute(adminUrl, "select emailed_at from plinth.notifications where id = $1", [
        id,
      ]);
      return row?.emailed_at !== null;
    });
    assert.deepEqual(await mailsTo(t, sam.email), []);
  });
});

describe("who else is told", () => {
  test("an order that is held: those who may confirm, but not whoever placed it", async () => {
    const customer = await s.customer({ payment_method: "on_account", credit_limit_minor: 1 });
    const role = { organization: s.organization, role: "finance" };
    const [placer, other] = [await testPerson(t, { ...role, role: "admin" }), await testPerson(t, role)];
    const reader = await testPerson(t, { ...role, role: "auditor" });
    const { json: order } = await placer.ask("POST", "/v1/orders", {
      body: { customer_id: customer, currency: "EUR", lines },
    });
    const told = await toldOf(other, order.id);
    assert.deepEqual(
      [told.kind, told.title, told.body],
      [
        "order_awaits_approval",
        `${order.number} waits to be confirmed`,
        "Alfreds Futterkiste ordered for €23.80. It does not fit the customer's credit limit.",
      ],
    );
    await allTold();
    assert.deepEqual([await toldTo(placer), await toldTo(reader)], [[], []]);
  });

  test("a buyer's order that staff cancel: the buyer who placed it, and no colleague of theirs", async () => {
    const customer = await s.customer();
    const [maria, colleague] = [await buyerFor(t, s, customer), await buyerFor(t, s, customer)];
    await speaks(maria, "de");
    const { json: order } = await maria.ask("POST", "/v1/orders", {
      body: { customer_id: customer, currency: "EUR", lines },
    });
    assert.equal((await s.post(`/v1/orders/${order.id}/confirm`)).status, 200);
    assert.equal((await s.post(`/v1/orders/${order.id}/cancel`)).status, 200);
    await until("both to be told", async () => (await toldTo(maria)).length === 2);
    const titles = (await toldTo(maria)).map(({ title }) => title);
    assert.deepEqual(titles, [
      `Ihre Bestellung ${order.number} wurde storniert`,
      `Ihre Bestellung ${order.number} ist bestätigt`,
    ]);
    await allTold();
    assert.deepEqual(await toldTo(colleague), []);
    await hurry();
    const mail = await mailTo(t, maria.email, "notification");
    assert.equal(mail.subject, `Ihre Bestellung ${order.number} wurde storniert`);
    assert.deepEqual(
      (await maria.ask("GET", "/v1/notification_preferences")).json.data.map(({ kind }: Row) => kind),
      ["my_order_cancelled", "my_order_confirmed"],
    );
  });

  test("what stands still: its owner, who may read of it; nobody else", async () => {
    const mine = await testPerson(t, { organization: s.organization, role: "finance" });
    const item = uuidv7();
    const kind = inboxKinds().find((one) => one.kind === "order_stuck");
    assert.ok(kind);
    const stands = (ownerUserId: string | null, key: string) =>
      t.app.database.transaction(systemContext(s.organization, "test"), (tx) =>
        raise(tx, s.organization, {
          ...{
            kind,
            key,
            subject: { type: "order", id: item },
            because: `It stands still: ${key}.`,
          },
          ...{ resolves: [], ownerUserId },
        }).then(() => {}),
      );
    // without the permission to read the inbox nobody is told of it
    const blind = await salesperson();
    await stands(blind.id, "for the blind");
    await stands(mine.id, "for its owner");
    const [told] = await until("the owner to be told", async () => {
      const rows = await toldTo(mine, "&kind=inbox_item_of_mine");
      return rows.length > 0 && rows;
    });
    assert.deepEqual([told?.title, told?.body], ["Something needs you", "It stands still: for its owner."]);
    await allTold();
    assert.deepEqual(await toldTo(blind), []);
  });
});
