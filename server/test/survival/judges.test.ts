/** A judge that never found anybody guilty proves nothing: each is shown what it is there for. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { FakeResend } from "#fakes/resend";
import {
  endedSessions,
  expectedOf,
  wrongAccounts,
  wrongDeeds,
  wrongStock,
  wrongStreams,
} from "./client-books.ts";
import { deed, healthyCompany, healthyShop, healthyStream, runOn, webhook } from "./judges.fixture.ts";
import {
  wrongDeliveries,
  wrongInbox,
  wrongInErp,
  wrongMails,
  wrongMoney,
  wrongOrders,
} from "./outside-books.ts";
import { wrongReplays } from "./stubborn-clients.ts";

type Shop = ReturnType<typeof healthyShop>;
type Company = ReturnType<typeof healthyCompany>;
type Stream = ReturnType<typeof healthyStream>;

/** A table of the fixture, or a list in it, that must be there. */
function its<One>(all: Record<string, One>, word: string): One {
  const found = all[word];
  assert.ok(found !== undefined, word);
  return found;
}
const first = <One>([one]: One[]): One => its({ one }, "one") as One;

async function judgedShop({ done, tables, shelf, accounts }: Shop): Promise<string[]> {
  const expected = expectedOf(done, shelf);
  const run = runOn(tables);
  return [
    ...(await wrongDeeds(run, "o", expected)),
    ...(await wrongStock(run, "o", shelf, expected)),
    ...(await endedSessions(run, ["excused"])),
    ...(await wrongAccounts(run, accounts)),
  ];
}

async function judgedCompany({ told, tables, sent, company }: Company): Promise<string[]> {
  const run = runOn(tables);
  return [
    ...(await wrongOrders(run, told)),
    ...(await wrongMoney(run, company, told)),
    ...(await wrongMails(run, { sent: sent as FakeResend["sent"] }, told)),
    ...(await wrongInErp(run, company, told)),
    ...(await wrongDeliveries(run, company)),
    ...(await wrongInbox(run, told)),
  ];
}

const judgedStream = ({ events, due, refused }: Stream): string[] =>
  wrongStreams([{ name: "somebody", told: () => events, refused }], due);

const orders = "cancelled_at is not null as cancelled";
const facts = "('order.placed', 'order.cancelled')";

const plantedInShop: Record<string, [plant: (shop: Shop) => unknown, found: RegExp]> = {
  "an order is lost that a client was told of": [
    ({ tables }) => its(tables, orders).shift(),
    /open orders, as clients were told.*only outside: "open"/,
  ],
  "an order was placed twice for one answer": [
    ({ tables }) => its(tables, orders).push({ id: "twin", cancelled: false }),
    /open orders, as clients were told.*only here: "twin"/,
  ],
  "a cancellation that was acknowledged is lost": [
    ({ tables }) => Object.assign(its(tables, orders).at(-1) ?? {}, { cancelled: false }),
    /cancelled orders, as clients were told/,
  ],
  "half a batch is there": [
    ({ tables }) => its(tables, orders).splice(2, 1),
    /open orders, as clients were told.*only outside: "b2"/,
  ],
  "a fact was never told": [({ tables }) => its(tables, facts).shift(), /facts of orders that were placed/],
  "a fact was told twice": [
    ({ tables }) => Object.assign(its(tables, facts).at(-1) ?? {}, { times: 2 }),
    /facts of orders that were cancelled/,
  ],
  "what came back was booked twice": [
    ({ tables }) => Object.assign(first(its(tables, "from stock_movements")), { times: 2 }),
    /what came back/,
  ],
  "a key was forgotten": [
    ({ tables }) => its(tables, "from plinth.idempotency_records").pop(),
    /keys that are remembered.*only outside: "k5"/,
  ],
  "somebody was answered 500": [
    ({ done }) => done.push(deed("k7", "/v1/orders", {}, 500, { code: "internal_error" })),
    /was refused with 500/,
  ],
  "what there is plenty of was refused": [
    ({ done }) => done.push(deed("k7", "/v1/orders", { product_id: "tea" }, 409, { code: "out_of_stock" })),
    /was refused with 409/,
  ],
  "a reservation was made twice": [
    ({ tables }) => Object.assign(first(its(tables, "from stock_levels")), { reserved: 4 }),
    /the stock of tea/,
  ],
  "a cancelled order kept its stock": [
    ({ tables }) => Object.assign(its(tables, "from stock_levels").at(-1) ?? {}, { reserved: 1 }),
    /the stock of rare/,
  ],
  "more was sold than lay there": [
    ({ shelf }) => Object.assign(shelf.received, { tea: 1 }),
    /of tea 3 were sold, and 2 lay there/,
  ],
  "somebody honest was logged out": [
    ({ tables }) => its(tables, "from sessions").push({ id: "s1", end_reason: "reuse" }),
    /the session s1 was ended: reuse/,
  ],
  "somebody who joined has no account": [
    ({ accounts }) => accounts.push("new@people.example"),
    /accounts, each with its password.*only outside: \["new@people.example",1\]/,
  ],
  "somebody has two accounts": [
    ({ tables }) => its(tables, "from users").push({ email: "ada@people.example", passwords: 1 }),
    /accounts, each with its password/,
  ],
};

const plantedInStream: Record<string, [plant: (stream: Stream) => unknown, found: RegExp]> = {
  "a stream has a hole": [({ events }) => events.splice(1, 1), /what somebody heard.*only here: "e2"/],
  "a stream says something twice": [
    ({ events }) => events.splice(1, 0, first(events)),
    /what somebody heard: 4 and 3/,
  ],
  "a stream says the later before the earlier": [
    ({ events }) => events.reverse(),
    /what somebody heard: the order/,
  ],
  "a stream counts wrongly": [
    ({ events }) => Object.assign(events.at(-1) ?? {}, { seq: 4 }),
    /the numbers that somebody heard/,
  ],
  "who follows was told to begin anew": [
    ({ refused }) => refused.push("resync_required"),
    /somebody was refused: resync_required/,
  ],
};

const plantedInCompany: Record<string, [plant: (company: Company) => unknown, found: RegExp]> = {
  "an order never heard that it is paid": [
    ({ tables }) => Object.assign(first(its(tables, "as confirmed, total_minor")), { paid_minor: 0 }),
    /the order paid/,
  ],
  "an order vanished": [({ tables }) => its(tables, "as confirmed, total_minor").shift(), /the order paid/],
  "a customer paid twice": [
    ({ stripe }) => its(stripe, "charge").push(first(its(stripe, "charge"))),
    /captured payments, each another one/,
  ],
  "two pages for one payment": [
    ({ stripe }) => its(stripe, "checkout.session").push(first(its(stripe, "checkout.session"))),
    /pages where one pays/,
  ],
  "money went back twice": [
    ({ stripe }) => its(stripe, "refund").push({ id: "re_2", amount: 300, status: "succeeded" }),
    /refunds: .*only outside: \["re_2"/,
  ],
  "the ledger lost an entry": [
    ({ tables }) => Object.assign(first(its(tables, "from payment_postings")), { given_back: 0, entries: 1 }),
    /the ledger: /,
  ],
  "the ledger has an entry twice": [
    ({ tables }) => Object.assign(first(its(tables, "from payment_postings")), { different: 1 }),
    /each another one/,
  ],
  "a mail left twice": [
    ({ sent }) => sent.push({ key: "mail", id: "sent-3" }),
    /mails that left.*only outside: \["mail","sent-3"/,
  ],
  "a mail never left": [({ sent }) => sent.shift(), /mails that left.*only here: \["mail","sent-1"/],
  "nobody was told that their order is confirmed": [
    ({ tables, sent }) => [its(tables, "from mails").shift(), sent.shift()],
    /mails by order.*only outside: "paid"/,
  ],
  "a letter to a person never left": [({ sent }) => sent.pop(), /letters that left/],
  "the ERP has an order twice": [
    ({ erp }) => its(erp, "Sales Order").push({ plinth_id: "paid", docstatus: 1 }),
    /orders in the ERP/,
  ],
  "the ERP never heard of an order": [({ erp }) => its(erp, "Sales Order").shift(), /orders in the ERP/],
  "the ERP was asked for the same twice": [
    ({ erpLog }) => erpLog.push(first(erpLog)),
    /calls that made them/,
  ],
  "the ERP cancelled what we did not": [
    ({ erp }) => Object.assign(first(its(erp, "Sales Order")), { docstatus: 2 }),
    /their states/,
  ],
  "the ERP does not know of a payment": [
    ({ erp }) => its(erp, "Payment Entry").shift(),
    /payments in the ERP/,
  ],
  "an object is not in step": [
    ({ tables }) => its(tables, "from sync_links").push({ object_id: "tea" }),
    /what is not in step/,
  ],
  "an endpoint was not told everything": [({ received }) => received.pop(), /the greatest number of \/w/],
  "an endpoint has a hole": [({ received }) => received.shift(), /holes of \/w/],
  "an endpoint was told something else under a number": [
    ({ received }) => Object.assign(received.at(-1) ?? {}, { id: "e9" }),
    /what \/w was told/,
  ],
  "an endpoint was told the later before the earlier": [
    ({ received }) => {
      for (const one of received.reverse()) one.completeUpTo = 0;
    },
    /came behind/,
  ],
  "an endpoint was told that all is there, and it was not": [
    ({ received }) => received.push(webhook(2, "e2", 3)),
    /complete up to 2, and 3 is said/,
  ],
  "something waits for a person": [
    ({ tables }) => its(tables, "from plinth.inbox_items").push({ key: "destination_down d1" }),
    /what waits for a person.*destination_down/,
  ],
  "a job gave up": [
    ({ tables }) => its(tables, "from plinth.jobs").push({ kind: "mail.send", id: "paid" }),
    /jobs that gave up/,
  ],
};

test("where all is well the judges have nothing to say", async () => {
  assert.deepEqual(await judgedShop(healthyShop()), []);
  assert.deepEqual(await judgedCompany(healthyCompany()), []);
  assert.deepEqual(judgedStream(healthyStream()), []);
});

for (const [what, [plant, found]] of Object.entries(plantedInShop))
  test(`found: ${what}`, async () => {
    const shop = healthyShop();
    plant(shop);
    assert.match((await judgedShop(shop)).join("\n"), found);
  });

for (const [what, [plant, found]] of Object.entries(plantedInStream))
  test(`found: ${what}`, () => {
    const stream = healthyStream();
    plant(stream);
    assert.match(judgedStream(stream).join("\n"), found);
  });

for (const [what, [plant, found]] of Object.entries(plantedInCompany))
  test(`found: ${what}`, async () => {
    const company = healthyCompany();
    plant(company);
    assert.match((await judgedCompany(company)).join("\n"), found);
  });

test("found: who asks again under the same key is told something else, or has it done anew", async (t) => {
  const answers: Record<string, [status: number, body: string, replayed: string]> = {
    same: [201, '{"id":"same"}', "true"],
    other: [201, '{"id":"another"}', "true"],
    anew: [201, '{"id":"anew"}', "false"],
    refused: [409, '{"id":"refused"}', "true"],
  };
  const server = createServer(({ headers }, response) => {
    const [status, body, replayed] = its(answers, String(headers["idempotency-key"]));
    response
      .writeHead(status, { "content-type": "application/json", "idempotent-replayed": replayed })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "plk_any" };
  const done = Object.keys(answers).map((key) => deed(key, `/v1/${key}`, {}, 201, { id: key }));
  const wrong = await wrongReplays(at, done);
  assert.deepEqual(wrong.map((one) => one.split(" ")[0]).sort(), ["/v1/anew", "/v1/other", "/v1/refused"]);
});
