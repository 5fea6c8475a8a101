/**
 * Two hundred orders on their way to an ERP that loses a third of its answers after it has done what it was asked, by
 * workers that are killed where it hurts most: every order is there, once.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startErpnext } from "#fakes/erpnext";
import { testApp, testSecret } from "#harness/app";
import { execute } from "#harness/execute";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const entry = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const count = 100;

/** Where a worker dies, and at which time it comes there. */
const deaths: [label: string, times: number][] = [
  ["integrations.after-answer", 60],
  ["jobs.before-commit", 20],
];

const t = await testApp({ keep: true, jobs: true });
const erp = await startErpnext();
const workers: ChildProcess[] = [];
after(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  await closeApp();
  await erp.stop();
  await t.database.drop();
});

let closing: Promise<void> | undefined;
/** The process of the test takes orders and does no jobs after that. */
const closeApp = () => (closing ??= t.app.close());

const sql = (text: string, values: unknown[] = []) => execute(t.database.adminUrl, text, values);

/** A worker beside whatever is left of the others. */
function start([label, times]: [string, number] = ["none", 1]): ChildProcess {
  const worker = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      APP_URL: t.database.appUrl,
      SYSTEM_URL: t.database.systemUrl,
      SECRET: testSecret,
      PLINTH_TEST_BUILD: "1",
      PLINTH_KILL_AT: label,
      PLINTH_KILL_AFTER: String(times),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  workers.push(worker);
  return worker;
}

/** What would be tried again later is tried now, and what belonged to the dead is anybody's. */
async function hurry(): Promise<void> {
  await sql(
    `update plinth.destinations d set retry_at = now() - interval '1 hour'
       from (select organization_id, id from plinth.destinations
              where breaker = 'open' and retry_at > now() for update skip locked) it
      where d.organization_id = it.organization_id and d.id = it.id`,
  );
  await sql(
    `update plinth.jobs j
        set run_at = case when state = 'scheduled' then now() - interval '1 hour' else run_at end,
            locked_until = case when state = 'running' and worker::text = any ($1) then now() - interval '1 second'
                                else locked_until end
       from (select organization_id, id from plinth.jobs
              where state = 'scheduled' or (state = 'running' and worker::text = any ($1)) for update skip locked) it
      where j.organization_id = it.organization_id and j.id = it.id`,
    [dead],
  );
}

/** The workers that had jobs when a process died: none of them comes back. */
const dead: string[] = [];
async function bury(): Promise<void> {
  const rows = await sql("select distinct worker::text as worker from plinth.jobs where state = 'running'");
  dead.push(...rows.map(({ worker }) => String(worker)));
}

test("every order is in the ERP once, however it answers and whoever dies on the way", async () => {
  const s = await shop(t);
  const connection = await s.make("/v1/connections", {
    connector: "erpnext",
    name: "ERPNext",
    configuration: {
      ...{ url: erp.url, company: "Plinth GmbH", units: { piece: "Nos" }, tax_account: "VAT - P" },
      ...{ request_limit_seconds: 0, timeout_seconds: 5 },
    },
    credentials: erp.credentials,
  });
  await s.post(`/v1/connections/${connection}/pause`);
  const onAccount = { name: "Same name", payment_method: "on_account" };
  const customers = [await s.customer(onAccount), await s.customer(onAccount)];
  const products = [await s.product(), await s.product()];
  for (const product of products) await s.receive(product, 1_000);
  const items = Array.from({ length: count }, (_, i) => ({
    ...{ customer_id: customers[i % 2], currency: "EUR" },
    lines: products.map((product_id, p) => ({ product_id, quantity: 1 + ((i + p) % 3) })),
  }));
  const placed = await s.post("/v1/orders/batch", { items });
  assert.equal(placed.status, 200, placed.text.slice(0, 500));
  assert.equal((await s.post(`/v1/connections/${connection}/resume`)).status, 200);
  erp.hostility.lost = 0.3;
  await closeApp();

  for (const death of deaths) {
    const worker = start(death);
    const died = once(worker, "exit").then(([, signal]) => signal);
    let over = false;
    died.finally(() => (over = true));
    await until(
      `a worker to die at ${death[0]}`,
      async () => {
        await hurry();
        return over;
      },
      60_000,
    );
    assert.equal(await died, "SIGKILL", death[0]);
    await bury();
  }
  start();
  await until(
    "every link to be in step",
    async () => {
      await hurry();
      const [row] = await sql(
        "select count(*) filter (where kind = 'orders' and state = 'in_sync')::int as done, count(*)::int as links from sync_links",
      );
      return row?.done === count && row.links === count + 4;
    },
    90_000,
  );

  const orders = erp.documents.all("Sales Order");
  const ids: string[] = placed.json.data.map(({ id }: { id: string }) => id);
  assert.deepEqual(orders.map(({ plinth_id }) => String(plinth_id)).sort(), ids.sort());
  assert.ok(orders.every(({ docstatus }) => docstatus === 1));
  assert.equal(erp.documents.all("Customer").length, 2);
  assert.equal(erp.documents.all("Item").length, 2);
  // their log says the same: each was made by one call, though many calls were lost
  const made = erp.log.filter(({ committed, doctype }) => committed === "made" && doctype === "Sales Order");
  assert.equal(made.length, count);
  assert.ok(made.some(({ answered }) => answered !== 200));
  const [wrong] = await sql(
    `select (select count(*)::int from sync_conflicts) as conflicts,
            (select count(*)::int from plinth.jobs where kind = 'integration.push-object' and state = 'dead') as dead`,
  );
  assert.deepEqual(wrong, { conflicts: 0, dead: 0 });
});
