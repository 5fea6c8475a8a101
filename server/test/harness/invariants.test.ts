/** Each rule of the books is broken once on purpose: a rule that cannot be seen failing proves nothing. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client } from "pg";
import { testApp } from "./app.ts";
import { assertInvariants, brokenInvariants, invariants } from "./invariants.ts";
import { invited } from "./invitations.ts";
import { testPerson } from "./people.ts";
import { shop } from "./shop.ts";
import { relayed } from "./trail.ts";

const t = await testApp({ keep: true });
after(() => t.database.drop());
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
const product = await s.product();
await s.receive(product, 10);
const { json: order } = await s.place(customer, [{ product_id: product, quantity: 3 }], {
  "idempotency-key": "k",
});
const { json: second } = await s.place(customer, [{ product_id: product, quantity: 2 }]);
await s.post(`/v1/orders/${second.id}/cancel`);
const person = await testPerson(t);
const { token } = await invited(t, s, person.email);
await person.ask("POST", "/v1/invitations/accept", { body: { token } });
await person.ask("POST", "/v1/auth/logout");
await relayed(adminUrl);
await t.app.close(); // seals what waits; nobody may move or mend anything while the books are falsified

const line = order.lines[0].id;
const violations: Record<string, string[]> = {
  "what lies there is the sum of its movements": ["update stock_movements set quantity = 9"],
  "no movement is without its level": ["delete from reservations", "delete from stock_levels"],
  "what is reserved is the sum of the reservations that are not released": [
    "update stock_levels set reserved = 4",
  ],
  "nothing is sold that does not lie there": [
    "alter table stock_levels drop constraint reserved_within_stock",
    "update stock_levels set reserved = 11",
  ],
  "an open order holds exactly what its lines say, a cancelled or recorded one nothing": [
    `update reservations set released_at = null where order_line_id <> '${line}'`,
  ],
  "a reservation is of its line's product": [
    "insert into products (organization_id, sku, name) select organization_id, 'other', 'other' from products",
    "update order_lines set product_id = (select id from products where sku = 'other')",
  ],
  "a line is quantity × price less discount, rounded half away from zero": [
    "update order_lines set net_minor = net_minor + 1",
  ],
  "an order is the sum of its lines and of the tax per rate": [
    "update orders set tax_minor = tax_minor + 1, total_minor = total_minor + 1",
  ],
  "an order has lines, placed one after the other from 1": ["update order_lines set position = 2"],
  "placed orders are numbered without a gap": ["update plinth.counters set last = last + 1"],
  "the feed of an organization is numbered from 1 without a hole": [
    "delete from plinth.events where seq = 2",
  ],
  "positions of the whole feed have no hole": ["update plinth.events set pos = pos + 1"],
  "a fact is told once": [
    "insert into plinth.events select organization_id, seq + 1000, pos + 1000, id, type, subject_type, subject_id, subject_version, actor, data, occurred_at from plinth.events",
  ],
  "an order has told that it was placed or recorded, a cancelled one that it was cancelled": [
    "update plinth.events set type = 'order.touched' where type = 'order.cancelled'",
  ],
  "an order is held as long as it is placed, and has told so; one that is paid in full says since when": [
    "update orders set held_because = 'second_person', held_at = placed_at where status = 'cancelled'",
  ],
  "what an order says of its payment follows from its amounts": ["update orders set paid_minor = 1"],
  "what a rule confirms on account fits the customer's credit": [
    "update customers set credit_limit_minor = 0",
    "update orders set payment_method = 'on_account', confirmed_by = 'system:' || organization_id",
  ],
  "nothing is told of an order or movement that is not there": [
    "update plinth.events set subject_id = uuidv7() where subject_type = 'stock_movement'",
  ],
  "no effect is told before its cause": ["update plinth.events set seq = 0 where type = 'order.cancelled'"],
  "every order and movement that came through a door has its audit row": [
    `delete from plinth.audit_trail where subject_id = '${order.id}'`,
  ],
  "the trail of an organization is numbered from 1 without a hole": [
    "delete from plinth.audit_trail where seq = 2",
  ],
  "an entry of the trail is there once": [
    `insert into plinth.audit_entries (organization_id, id, actor, people, action, subject_type, changes, request_id, door, occurred_at)
     select organization_id, id, actor, people, action, subject_type, changes, request_id, door, occurred_at
       from plinth.audit_trail`,
  ],
  "every entry that left the deed's table is under a seal, and the head knows the last one": [
    "delete from plinth.audit_seals where first_seq > 1",
  ],
  "a member bears the name and the address of the human who it is": [
    "update users set name = 'Somebody else'",
  ],
  "whoever accepted an invitation is or was a member there": ["delete from members"],
  "every process was told of a session that was ended a moment ago": ["delete from plinth.user_revocations"],
  "an idempotency record names an order that is there": [
    "update plinth.idempotency_records set location = '/v1/orders/' || uuidv7()",
  ],
};

test("the books of honest deeds are right", () => assertInvariants(adminUrl));

for (const rule of Object.keys(invariants)) {
  test(`a violation is seen: ${rule}`, async () => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    try {
      await client.query("begin");
      await client.query("set local session_replication_role = replica"); // without foreign keys
      for (const statement of violations[rule] ?? []) {
        const { rowCount } = await client.query(statement);
        assert.notEqual(rowCount, 0, `${statement} met no row`);
      }
      const { rows } = await client.query(invariants[rule] ?? "");
      assert.ok(rows.length > 0);
    } finally {
      await client.end(); // undone
    }
  });
}

test("what is seen is said with its rule", async () => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("update plinth.counters set last = last + 1");
  await client.end();
  const [said = "", ...more] = await brokenInvariants(adminUrl);
  assert.match(said, /^not true: placed orders are numbered without a gap: 1 ×/);
  assert.deepEqual(more, []);
});
