/** A shop that is linked to an ERPNext of its own: the words in which tests of the synchronization speak. */
import assert from "node:assert/strict";
import { type FakeErpnext, startErpnext } from "#fakes/erpnext";
import type { Answer, TestApp } from "./app.ts";
import { execute } from "./execute.ts";
import { type Shop, shop } from "./shop.ts";
import { until } from "./until.ts";

export type Linked = {
  s: Shop;
  erp: FakeErpnext;
  connection: string;
  linkOf(objectId: string): Promise<Answer["json"]>;
  /** Until the link is in this state, and nothing about it is under way. */
  stands(objectId: string, state: string): Promise<Answer["json"]>;
  /** A customer that the ERP has. */
  customer(name: string): Promise<string>;
  change(customerId: string, body: object): Promise<void>;
  /** What is not resolved. */
  conflictOf(objectId: string): Promise<Answer["json"]>;
  /** Takes in what changed there. */
  pull(): Promise<void>;
  /** As if it had never been pushed, and they had never had it. */
  forget(name: string, customerId: string): Promise<void>;
};

/** Whoever asks for it stops its ERP. */
export async function linkedShop(t: TestApp): Promise<Linked> {
  const s = await shop(t, "Linked GmbH");
  const erp = await startErpnext();
  const sql = (text: string, values: unknown[] = []) => execute(t.database.adminUrl, text, values);
  const connection = await s.make("/v1/connections", {
    connector: "erpnext",
    name: "ERPNext",
    configuration: {
      ...{ url: erp.url, company: "Plinth GmbH", units: { piece: "Nos" }, tax_account: "VAT - P" },
      bank_accounts: { EUR: "Bank - P" },
      // the fake has ended when it loses an answer
      ...{ request_limit_seconds: 0, timeout_seconds: 1 },
    },
    credentials: erp.credentials,
  });
  const linkOf: Linked["linkOf"] = async (id) => (await s.get(`/v1/sync_links?object_id=${id}`)).json.data[0];
  /** Waits no longer than it must: what would be tried again later is tried now. */
  const hurry = () =>
    sql(
      "update plinth.jobs set run_at = now() - interval '1 hour' where state = 'scheduled' and kind like 'integration.%'",
    );
  const stands: Linked["stands"] = (objectId, state) =>
    until(`${objectId} to be ${state}`, async () => {
      await hurry();
      const [row] = await sql(
        `select count(*)::int as busy from plinth.jobs
          where kind in ('integration.push-object', 'integration.note-change') and payload like '%' || $1 || '%'
            and state in ('scheduled', 'ready', 'running')`,
        [objectId],
      );
      const link = row?.busy === 0 ? await linkOf(objectId) : undefined;
      return link?.state === state ? link : undefined;
    });
  const pulls = async () => {
    const [row] = await sql(
      "select count(*)::int as done from plinth.jobs where kind = 'integration.pull-changes' and state = 'done'",
    );
    return Number(row?.done);
  };

  return {
    ...{ s, erp, connection, linkOf, stands },
    async customer(name) {
      const id = await s.customer({ name, tax_id: "DE1" });
      await stands(id, "in_sync");
      return id;
    },
    async change(id, body) {
      const { version } = (await s.get(`/v1/customers/${id}`)).json;
      const headers = { "if-match": `"${version}"` };
      const answer = await s.ask("PATCH", `/v1/customers/${id}`, { body, headers });
      assert.equal(answer.status, 200, answer.text);
    },
    conflictOf: async (id) =>
      (await s.get(`/v1/sync_conflicts?object_id=${id}&state=open,decided`)).json.data[0],
    async pull() {
      const before = await pulls();
      await sql(
        `insert into plinth.jobs (organization_id, kind, queue, state, payload, most_attempts)
         values ($1, 'integration.pull-all', 'default', 'ready', '{}', 3)`,
        [s.organization],
      );
      await until("a pull to be done", async () => (await pulls()) > before);
    },
    async forget(name, customerId) {
      erp.documents.remove("Customer", name);
      await sql("delete from sync_links where object_id = $1", [customerId]);
    },
  };
}
