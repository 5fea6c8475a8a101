import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customer, failing, order, product, siteForEach } from "#harness/erpnext-site";
import type { Base, Fields, OurObject, OurPayment } from "./contract.ts";
import { erpnext } from "./erpnext.ts";

const site = siteForEach();

async function brought(object: OurObject): Promise<{ externalId: string; base: Base }> {
  const pushed = await erpnext.push(site.wish(object), site.calls());
  assert.ok(pushed.outcome === "created" && pushed.base !== undefined);
  return { externalId: pushed.theirs.externalId, base: pushed.base };
}

describe("what is pushed", () => {
  test("an order comes there submitted, with its lines, its tax to the cent and our id", async () => {
    await brought(customer);
    await brought(product);
    const pushed = await erpnext.push(site.wish(order), site.calls());
    assert.equal(pushed.outcome, "created");
    const [made] = site.erp.documents.all("Sales Order");
    assert.equal(made?.docstatus, 1);
    assert.equal(made?.plinth_id, order.id);
    assert.equal(made?.grand_total, 31.24);
    assert.equal(made?.po_no, "PO 4711");
    assert.deepEqual(made?.taxes, [
      { charge_type: "Actual", account_head: "VAT - P", tax_amount: 4.99, description: "VAT - P" },
    ]);
    assert.ok(pushed.outcome === "created" && pushed.theirs.status === "To Deliver and Bill");
  });

  test("a payment names its order and the account of its currency", async () => {
    await brought(customer);
    await brought(product);
    const { externalId } = await brought(order);
    site.names.set(order.id, externalId);
    const id = "0199f3c2-0000-7000-8000-000000000004";
    const payment: OurPayment = {
      ...{ kind: "payments", id, version: 1, order_id: order.id, customer_id: customer.id },
      ...{ currency: "EUR", amount_minor: 3_124, received_on: "2026-11-22", reference: "pi_1" },
    };
    const pushed = await erpnext.push(site.wish(payment), site.calls());
    assert.equal(pushed.outcome, "created");
    const [made] = site.erp.documents.all("Payment Entry");
    assert.equal(made?.paid_amount, 31.24);
    assert.equal(made?.docstatus, 1);
    assert.throws(() => site.wish({ ...payment, currency: "JPY" }), failing("no_bank_account"));
  });

  test("the same push again changes nothing there", async () => {
    const { externalId, base } = await brought(customer);
    const before = site.erp.log.length;
    const again = await erpnext.push(site.wish(customer, { externalId, base }), site.calls());
    assert.equal(again.outcome, "unchanged");
    assert.ok(site.erp.log.slice(before).every(({ method }) => method === "GET"));
  });

  test("only what changed here is written there", async () => {
    const { externalId, base } = await brought(customer);
    site.erp.documents.edit("Customer", externalId, { territory: "Germany" });
    const pushed = await erpnext.push(
      site.wish({ ...customer, tax_id: "DE1" }, { externalId, base }),
      site.calls(),
    );
    // both sides changed: a person decides
    assert.ok(pushed.outcome === "conflict");
    assert.deepEqual([pushed.oursChanged, pushed.theirsChanged], [["tax_id"], ["territory"]]);
    assert.equal(site.erp.documents.get("Customer", externalId).tax_id, "DE123456789");

    const kept = await erpnext.resolve(
      "theirs",
      site.wish({ ...customer, tax_id: "DE1" }, { externalId, base }),
      site.calls(),
    );
    assert.ok(kept.outcome === "unchanged" && kept.base !== undefined);
    const renamed = site.wish(
      { ...customer, tax_id: "DE1", currency: "CHF" },
      { externalId, base: kept.base },
    );
    assert.equal((await erpnext.push(renamed, site.calls())).outcome, "updated");
    const { territory, tax_id, default_currency } = site.erp.documents.get("Customer", externalId);
    assert.deepEqual([territory, tax_id, default_currency], ["Germany", "DE123456789", "CHF"]);

    const { modified } = site.erp.documents.get("Customer", externalId);
    const decided = { ...renamed, decided: { version: String(modified) } };
    const late = { ...renamed, decided: { version: "2020-01-01 00:00:00.000000" } };
    // decided about what is no longer there: nothing is written over
    assert.equal((await erpnext.resolve("ours", late, site.calls())).outcome, "unchanged");
    const ours = await erpnext.resolve("ours", decided, site.calls());
    assert.equal(ours.outcome, "updated");
    assert.equal(site.erp.documents.get("Customer", externalId).tax_id, "DE1");
  });

  test("a cancelled order is cancelled there, and is not made for that", async () => {
    const absent = await erpnext.push(
      site.wish({ ...order, status: "cancelled" }, { make: false }),
      site.calls(),
    );
    assert.equal(absent.outcome, "absent");
    await brought(customer);
    await brought(product);
    const { externalId, base } = await brought(order);
    const pushed = await erpnext.push(
      site.wish({ ...order, status: "cancelled" }, { externalId, base }),
      site.calls(),
    );
    assert.equal(pushed.outcome, "updated");
    assert.equal(site.erp.documents.get("Sales Order", externalId).docstatus, 2);
  });

  test("an order that comes to another total there stays a draft", async () => {
    await brought(customer);
    await brought(product);
    const dearer = { ...order, total_minor: 3_125 };
    await assert.rejects(erpnext.push(site.wish(dearer), site.calls()), failing("erp_other_total"));
    assert.deepEqual(
      site.erp.documents.all("Sales Order").map(({ docstatus }) => docstatus),
      [0],
    );
  });

  test("an item that was there before is taken over untouched; where it differs, a person is asked", async () => {
    const there = { item_code: "A-100", item_name: "Tea", item_group: "Products", stock_uom: "Nos" };
    site.erp.documents.insert("Item", there);
    const pushed = await erpnext.push(site.wish(product), site.calls());
    assert.ok(pushed.outcome === "conflict");
    const [item] = site.erp.documents.all("Item");
    assert.equal(item?.plinth_id, product.id);
    assert.equal(item?.item_name, "Tea");
  });

  test("what somebody changes between our look and our change is not written over", async () => {
    const { externalId, base } = await brought(customer);
    site.erp.hostility.touched = 1;
    const wanted = site.wish({ ...customer, tax_id: "DE2" }, { externalId, base });
    await assert.rejects(erpnext.push(wanted, site.calls()), failing("erp_unsettled"));
    assert.equal(site.erp.documents.get("Customer", externalId).tax_id, "DE123456789");
  });
});

describe("what is pulled", () => {
  const fields: Fields = { customer_group: "Commercial", territory: "All Territories" };
  const make = (count: number) => {
    for (let i = 0; i < count; i++)
      site.erp.documents.insert("Customer", { ...fields, customer_name: `C${i}`, plinth_id: `id-${i}` });
  };

  async function pullAll(cursor: string | undefined, between: (page: number) => void = () => {}) {
    const seen = new Map<string, string | null>();
    for (let page = 0; ; page++) {
      const { objects, cursor: next, more } = await erpnext.pull("customers", cursor, site.calls());
      for (const { ourId = "", version } of objects) seen.set(ourId, version);
      cursor = next;
      if (!more) return { seen, cursor };
      between(page);
    }
  }

  test("pages lose nothing that changes while they are read", async () => {
    make(250);
    const { seen } = await pullAll(undefined, (page) => {
      // the first ones move to the end, and everything behind them moves up
      for (let i = page * 10; i < page * 10 + 60; i++)
        site.erp.documents.edit("Customer", `C${i}`, { tax_id: `${page}` });
    });
    const there = new Map(
      site.erp.documents.all("Customer").map(({ plinth_id, modified }) => [plinth_id, modified]),
    );
    assert.equal(seen.size, 250);
    assert.deepEqual(new Map([...seen].sort()), new Map([...there].sort()));
  });

  test("more than a page of one moment is read to its end", async () => {
    make(230);
    const at = "2026-06-01 00:00:00.000000";
    for (let i = 0; i < 230; i++) site.erp.documents.edit("Customer", `C${i}`, { modified: at });
    assert.equal((await pullAll(undefined)).seen.size, 230);
  });

  test("a new round begins a little earlier: what was saved before the last one and seen after it is not lost", async () => {
    make(3);
    const { cursor } = await pullAll(undefined);
    const last = String(site.erp.documents.get("Customer", "C2").modified);
    site.erp.documents.insert("Customer", { ...fields, customer_name: "Late", plinth_id: "late" });
    site.erp.documents.edit("Customer", "Late", { modified: last.replace(/\d{6}$/, "000000") });
    assert.ok((await pullAll(cursor)).seen.has("late"));
  });
});
