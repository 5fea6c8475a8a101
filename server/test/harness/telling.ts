/** An organization that tells people things: who is told, and how a test looks at what they were told. */
import assert from "node:assert/strict";
import type { Answer, TestApp } from "./app.ts";
import { execute } from "./execute.ts";
import { type TestPerson, testPerson } from "./people.ts";
import { type OrderLine, type Shop, shop } from "./shop.ts";
import { relayed } from "./trail.ts";
import { until } from "./until.ts";

export type Row = Record<string, unknown> & { id: string; kind: string; title: string; body: string };

export type Telling = {
  s: Shop;
  /** Of a product of which there is plenty: 23.80 EUR with tax. */
  lines: OrderLine[];
  /** A member who sees these customers only. */
  salesperson(...customers: string[]): Promise<TestPerson>;
  speaks(person: TestPerson, locale: string): Promise<unknown>;
  choose(person: TestPerson, kind: string, channels: { in_app: boolean; email: boolean }): Promise<Answer>;
  /** What they were told, the newest first. */
  toldTo(person: TestPerson, query?: string): Promise<Row[]>;
  /** What they are told of an object, as soon as they are. */
  toldOf(person: TestPerson, subject: string): Promise<Row>;
  unread(person: TestPerson): Promise<number>;
  /** As if the time of waiting were over. */
  hurry(): Promise<unknown>;
  /** Everything that has happened was read for notifications, and what came of it is done. */
  allTold(): Promise<void>;
};

const permissions = [
  "customers:read",
  "orders:read",
  "orders:place",
  "notifications:read",
  "notifications:write",
];

/** @param t one that does jobs */
export async function telling(t: TestApp): Promise<Telling> {
  const { adminUrl } = t.database;
  const s = await shop(t, "Nordwind Handels GmbH");
  await s.make("/v1/roles", { name: "key_accounts", scope: "assigned", permissions });
  const product = await s.product();
  await s.receive(product, 1_000);
  const toldTo: Telling["toldTo"] = async (person, query = "") => {
    const { status, text, json } = await person.ask("GET", `/v1/notifications?limit=200${query}`);
    assert.equal(status, 200, text);
    return json.data;
  };
  return {
    s,
    lines: [{ product_id: product, quantity: 2 }],
    async salesperson(...customers) {
      const person = await testPerson(t, { organization: s.organization, role: "key_accounts" });
      for (const customer_id of customers)
        await s.make("/v1/customer_assignments", { member_id: person.id, customer_id });
      return person;
    },
    speaks: ({ id }, locale) => execute(adminUrl, "update users set locale = $2 where id = $1", [id, locale]),
    choose: (person, kind, body) => person.ask("PUT", `/v1/notification_preferences/${kind}`, { body }),
    toldTo,
    toldOf: (person, subject) =>
      until("somebody to be told", async () => (await toldTo(person, `&subject_id=${subject}`))[0]),
    unread: async (person) => (await person.ask("GET", "/v1/notifications/unread_count")).json.unread,
    hurry: () => execute(adminUrl, "update plinth.jobs set run_at = plinth.now() where state = 'scheduled'"),
    async allTold() {
      await relayed(adminUrl);
      await until("everybody to be told", async () => {
        const [row] = await execute(
          adminUrl,
          `select (select pos from plinth.consumers where name = 'notifications')
                    = (select pos from plinth.feed_head where name = 'main') as "read",
                  not exists (select from plinth.jobs
                               where kind = 'notification.tell' and state not in ('done', 'dead')) as done`,
        );
        return row?.read === true && row.done === true;
      });
    },
  };
}
