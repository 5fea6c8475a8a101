import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FakeErpnext, startErpnext } from "#fakes/erpnext";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { type Shop, shop } from "#harness/shop";
import { until } from "#harness/until";

const t = await testApp();
const erps: FakeErpnext[] = [];
after(() => Promise.all(erps.map((erp) => erp.stop())));

type Linked = { shop: Shop; erp: FakeErpnext; connection: string };

/** A shop with an ERP of its own. */
async function linked(name: string, configuration: object = {}): Promise<Linked> {
  const s = await shop(t, name);
  const erp = await startErpnext();
  erps.push(erp);
  const connection = await s.make("/v1/connections", {
    connector: "erpnext",
    name: "ERPNext",
    configuration: {
      url: erp.url,
      company: "Plinth GmbH",
      units: { piece: "Nos" },
      tax_account: "VAT - P",
      request_limit_seconds: 0,
      timeout_seconds: 1,
      ...configuration,
    },
    credentials: erp.credentials,
  });
  return { shop: s, erp, connection };
}

async function linkOf({ shop: s }: Linked, objectId: string) {
  const { json } = await s.get(`/v1/sync_links?object_id=${objectId}`);
  return json.data[0];
}

/** Waits no longer than it must: what would be tried again later is tried now. */
async function hurry(organization: string): Promise<void> {
  await execute(
    t.database.adminUrl,
    "update plinth.jobs set run_at = least(run_at, now()) where organization_id = $1 and state = 'scheduled'",
    [organization],
  );
}

/** Until the link is in this state. */
async function stands(here: Linked, objectId: string, state: string) {
  return await until(`${objectId} to be ${state}`, async () => {
    await hurry(here.shop.organization);
    const link = await linkOf(here, objectId);
    return link?.state === state ? link : undefined;
  });
}

describe("an order and what it needs", () => {
  let here: Linked;
  let customer: string;
  let order: string;
  before(async () => {
    here = await linked("Order GmbH");
    customer = await here.shop.customer({ name: "Alfreds" });
    const product = await here.shop.product({ sku: "CHAI" });
    await here.shop.receive(product, 10);
    const placed = await here.shop.place(customer, [{ product_id: product, quantity: 2 }]);
    order = placed.json.id;
    if (placed.json.status === "placed") await here.shop.post(`/v1/orders/${order}/confirm`);
  });

  test("a confirmed order comes to the ERP with its customer and items, and its number comes back", async () => {
    const link = await stands(here, order, "in_sync");
    const [made] = here.erp.documents.all("Sales Order");
    assert.equal(made?.plinth_id, order);
    assert.equal(made?.customer, "Alfreds");
    assert.equal(made?.docstatus, 1);
    assert.equal(link.external_number, made?.name);
    assert.equal(link.external_status, "To Deliver and Bill");
    assert.equal((await linkOf(here, customer)).external_id, "Alfreds");
    const { json } = await here.shop.get(`/v1/orders/${order}`);
    assert.equal(json.external_reference, null);
  });
});
