import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { type FakeErpnext, startErpnext } from "#fakes/erpnext";
import {
  type Base,
  type ErpCalls,
  ErpFailure,
  type ErpRequest,
  ErpUnanswered,
  type Fields,
  type OurCustomer,
  type OurOrder,
  type OurProduct,
  type Reference,
  type Wish,
} from "./contract.ts";
import { erpnext } from "./erpnext.ts";
import type { ErpnextConfiguration } from "./erpnext-configuration.ts";

const customer: OurCustomer = {
  kind: "customers",
  id: "0199f3c2-0000-7000-8000-000000000001",
  version: 1,
  name: "Alfreds Futterkiste",
  status: "active",
  tax_id: "DE123456789",
  country: "DE",
  currency: "EUR",
  payment_terms_days: 30,
  external_reference: null,
};
const product: OurProduct = {
  kind: "products",
  id: "0199f3c2-0000-7000-8000-000000000002",
  version: 1,
  sku: "A-100",
  name: "Chai",
  description: null,
  unit: "piece",
  tax_category: "standard",
  status: "active",
  prices: [],
  external_reference: null,
};
const order: OurOrder = {
  kind: "orders",
  id: "0199f3c2-0000-7000-8000-000000000003",
  version: 1,
  number: "SO-2026-000001",
  customer_id: customer.id,
  status: "confirmed",
  currency: "EUR",
  customer_reference: "PO 4711",
  placed_on: "2026-11-21",
  subtotal_minor: 2_625,
  tax_minor: 499,
  total_minor: 3_124,
  lines: [
    {
      position: 1,
      product_id: product.id,
      sku: "A-100",
      name: "Chai",
      quantity: 2.5,
      unit_price: "12.00",
      discount_percent: "12.5",
      tax_rate_percent: "19",
      net_minor: 2_625,
    },
  ],
};

let erp: FakeErpnext;
beforeEach(async () => {
  await erp?.stop();
  erp = await startErpnext();
});
after(() => erp.stop());

const names: Record<string, string> = { [customer.id]: "Alfreds Futterkiste", [product.id]: "A-100" };
const known = ({ id }: Reference) => names[id] ?? "";

function calls(more: Partial<ErpnextConfiguration> = {}): ErpCalls<ErpnextConfiguration> {
  return {
    configuration: {
      url: erp.url,
      company: "Plinth GmbH",
      units: { piece: "Nos" },
      tax_account: "VAT - P",
      bank_accounts: { EUR: "Bank - P" },
      request_limit_seconds: 7,
      ...more,
    },
    kinds: erpnext.kinds,
    credentials: erp.credentials,
    send: overHttp,
  };
}

async function overHttp({ url, timeoutMs, ...request }: ErpRequest) {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(Math.min(timeoutMs, 300)) });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch (cause) {
    throw new ErpUnanswered("no answer", { cause });
  }
}

function wish(object: OurCustomer | OurProduct | OurOrder, more: Partial<Wish> = {}): Wish {
  const fields = erpnext.map(object, known, calls().configuration);
  return {
    kind: object.kind,
    id: object.id,
    fields,
    externalId: undefined,
    base: undefined,
    make: true,
    decided: false,
    ...more,
  };
}

async function brought(
  object: OurCustomer | OurProduct | OurOrder,
): Promise<{ externalId: string; base: Base }> {
  const pushed = await erpnext.push(wish(object), calls());
  assert.ok(pushed.outcome === "created" && pushed.base !== undefined);
  return { externalId: pushed.theirs.externalId, base: pushed.base };
}

const failing = (code: string) => (error: unknown) => error instanceof ErpFailure && error.code === code;

describe("what is pushed", () => {
  test("an order comes there submitted, with its lines, its tax to the cent and our id", async () => {
    await brought(customer);
    await brought(product);
    const pushed = await erpnext.push(wish(order), calls());
    assert.equal(pushed.outcome, "created");
    const [made] = erp.documents.all("Sales Order");
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
    names[order.id] = externalId;
    const id = "0199f3c2-0000-7000-8000-000000000004";
    const payment = {
      ...{ kind: "payments" as const, id, version: 1, order_id: order.id, customer_id: customer.id },
      ...{ currency: "EUR", amount_minor: 3_124, received_on: "2026-11-22", reference: "pi_1" },
    };
    const fields = erpnext.map(payment, known, calls().configuration);
    const pushed = await erpnext.push({ ...wish(order), kind: "payments", id, fields }, calls());
    assert.equal(pushed.outcome, "created");
    const [made] = erp.documents.all("Payment Entry");
    assert.equal(made?.paid_amount, 31.24);
    assert.equal(made?.docstatus, 1);
    assert.throws(
      () => erpnext.map({ ...payment, currency: "JPY" }, known, calls().configuration),
      failing("no_bank_account"),
    );
  });

  test("the same push again changes nothing there", async () => {
    const { externalId, base } = await brought(customer);
    const before = erp.log.length;
    const again = await erpnext.push(wish(customer, { externalId, base }), calls());
    assert.equal(again.outcome, "unchanged");
    assert.ok(erp.log.slice(before).every(({ method }) => method === "GET"));
  });

  test("only what changed here is written there", async () => {
    const { externalId, base } = await brought(customer);
    erp.documents.edit("Customer", externalId, { territory: "Germany" });
    const pushed = await erpnext.push(wish({ ...customer, tax_id: "DE1" }, { externalId, base }), calls());
    // both sides changed: a person decides
    assert.ok(pushed.outcome === "conflict");
    assert.deepEqual([pushed.oursChanged, pushed.theirsChanged], [["tax_id"], ["territory"]]);
    assert.equal(erp.documents.get("Customer", externalId).tax_id, "DE123456789");

    const kept = await erpnext.resolve(
      "theirs",
      wish({ ...customer, tax_id: "DE1" }, { externalId, base }),
      calls(),
    );
    assert.ok(kept.outcome === "unchanged" && kept.base !== undefined);
    const renamed = wish({ ...customer, tax_id: "DE1", currency: "CHF" }, { externalId, base: kept.base });
    assert.equal((await erpnext.push(renamed, calls())).outcome, "updated");
    const { territory, tax_id, default_currency } = erp.documents.get("Customer", externalId);
    assert.deepEqual([territory, tax_id, default_currency], ["Germany", "DE123456789", "CHF"]);

    const ours = await erpnext.resolve("ours", renamed, calls());
    assert.equal(ours.outcome, "updated");
    assert.equal(erp.documents.get("Customer", externalId).tax_id, "DE1");
  });

  test("a cancelled order is cancelled there, and is not made for that", async () => {
    const absent = await erpnext.push(wish({ ...order, status: "cancelled" }, { make: false }), calls());
    assert.equal(absent.outcome, "absent");
    await brought(customer);
    await brought(product);
    const { externalId, base } = await brought(order);
    const pushed = await erpnext.push(wish({ ...order, status: "cancelled" }, { externalId, base }), calls());
    assert.equal(pushed.outcome, "updated");
    assert.equal(erp.documents.get("Sales Order", externalId).docstatus, 2);
  });

  test("an order that comes to another total there stays a draft", async () => {
    await brought(customer);
    await brought(product);
    const dearer = { ...order, total_minor: 3_125 };
    await assert.rejects(erpnext.push(wish(dearer), calls()), failing("erp_other_total"));
    assert.deepEqual(
      erp.documents.all("Sales Order").map(({ docstatus }) => docstatus),
      [0],
    );
  });

  test("an item that was there before is taken over untouched; where it differs, a person is asked", async () => {
    const there = { item_code: "A-100", item_name: "Tea", item_group: "Products", stock_uom: "Nos" };
    erp.documents.insert("Item", there);
    const pushed = await erpnext.push(wish(product), calls());
    assert.ok(pushed.outcome === "conflict");
    const [item] = erp.documents.all("Item");
    assert.equal(item?.plinth_id, product.id);
    assert.equal(item?.item_name, "Tea");
  });

  test("what somebody changes between our look and our change is not written over", async () => {
    const { externalId, base } = await brought(customer);
    erp.hostility.touched = 1;
    const wanted = wish({ ...customer, tax_id: "DE2" }, { externalId, base });
    await assert.rejects(erpnext.push(wanted, calls()), failing("erp_unsettled"));
    assert.equal(erp.documents.get("Customer", externalId).tax_id, "DE123456789");
  });
});

describe("what goes wrong there", () => {
  test("an error after they committed makes no double", async () => {
    for (const loss of ["error", "page"] as const) {
      const name = `Customer of ${loss}`;
      erp.hostility.losses = [loss];
      let drawn = 0; // whether, and how
      erp.hostility.random = () => (erp.log.at(-1)?.method === "POST" && drawn++ < 2 ? 0 : 1);
      erp.hostility.lost = 0.5;
      const id = `0199f3c2-0000-7000-8000-0000000000${loss === "error" ? "11" : "12"}`;
      const pushed = await erpnext.push(wish({ ...customer, id, name }), calls());
      assert.equal(pushed.outcome, "unchanged");
      assert.equal(erp.documents.all("Customer").filter(({ plinth_id }) => plinth_id === id).length, 1);
    }
  });

  test("no answer is waited out for as long as they may still be at work", async () => {
    for (const loss of ["reset", "gateway", "hang"] as const) {
      erp.hostility.losses = [loss];
      erp.hostility.lost = 0.5;
      erp.hostility.random = () => (erp.log.at(-1)?.method === "POST" ? 0 : 1);
      const id = `0199f3c2-0000-7000-8000-0000000000${loss.length}0`;
      const lost = erpnext.push(wish({ ...customer, id, name: loss }), calls());
      await assert.rejects(
        lost,
        (error) => error instanceof ErpFailure && error.retryAfterMs === 7_000 && error.retryable,
      );
      erp.hostility.lost = 0;
      assert.equal((await erpnext.push(wish({ ...customer, id, name: loss }), calls())).outcome, "unchanged");
    }
    assert.equal(erp.documents.all("Customer").length, 3);
  });

  test("a wrong key, a refusal and a strange page say what they are, in our words", async () => {
    const wrongKey = { ...calls(), credentials: { api_key: "k", api_secret: "s" } };
    await assert.rejects(erpnext.push(wish(customer), wrongKey), failing("erp_credentials"));
    await assert.rejects(
      erpnext.push(wish(order), calls()),
      (error) => error instanceof ErpFailure && !error.retryable && /LinkValidationError/.test(error.detail),
    );
    const page = {
      ...calls(),
      send: async () => ({ status: 200, headers: new Headers(), body: "<html>Log in</html>" }),
    };
    await assert.rejects(erpnext.push(wish(customer), page), failing("erp_unreadable"));
  });

  test("a name of theirs never leads out of its path", async () => {
    const urls: string[] = [];
    const send = async ({ url }: ErpRequest) => {
      urls.push(url);
      return { status: 404, headers: new Headers(), body: "{}" };
    };
    const odd = wish(customer, { externalId: "../../method/frappe.x?y=1#z" });
    await assert.rejects(erpnext.push(odd, { ...calls(), send }));
    assert.match(urls[0] ?? "", /\/api\/resource\/Customer\/\.\.%2F\.\.%2Fmethod%2Ffrappe\.x%3Fy%3D1%23z$/);
    await assert.rejects(
      erpnext.push(wish(customer, { externalId: ".." }), { ...calls(), send }),
      failing("erp_bad_name"),
    );
  });

  test("a test of the connection finds the unique field, or says how to add it", async () => {
    await erpnext.test(calls());
    erp.documents.withoutField("Item");
    await assert.rejects(
      erpnext.test(calls()),
      (error) => failing("erp_field_missing")(error) && /Customize Form, choose Item/.test(String(error)),
    );
    await erpnext.test({ ...calls(), kinds: ["customers"] });
  });
});

describe("what is pulled", () => {
  const fields: Fields = { customer_group: "Commercial", territory: "All Territories" };
  const make = (count: number) => {
    for (let i = 0; i < count; i++)
      erp.documents.insert("Customer", { ...fields, customer_name: `C${i}`, plinth_id: `id-${i}` });
  };

  async function pullAll(cursor: string | undefined, between: (page: number) => void = () => {}) {
    const seen = new Map<string, string | null>();
    for (let page = 0; ; page++) {
      const { objects, cursor: next, more } = await erpnext.pull("customers", cursor, calls());
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
        erp.documents.edit("Customer", `C${i}`, { tax_id: `${page}` });
    });
    const there = new Map(
      erp.documents.all("Customer").map(({ plinth_id, modified }) => [plinth_id, modified]),
    );
    assert.equal(seen.size, 250);
    assert.deepEqual(new Map([...seen].sort()), new Map([...there].sort()));
  });

  test("more than a page of one moment is read to its end", async () => {
    make(230);
    const at = "2026-06-01 00:00:00.000000";
    for (let i = 0; i < 230; i++) erp.documents.edit("Customer", `C${i}`, { modified: at });
    assert.equal((await pullAll(undefined)).seen.size, 230);
  });

  test("a new round begins a little earlier: what was saved before the last one and seen after it is not lost", async () => {
    make(3);
    const { cursor } = await pullAll(undefined);
    const last = String(erp.documents.get("Customer", "C2").modified);
    erp.documents.insert("Customer", { ...fields, customer_name: "Late", plinth_id: "late" });
    erp.documents.edit("Customer", "Late", { modified: last.replace(/\d{6}$/, "000000") });
    assert.ok((await pullAll(cursor)).seen.has("late"));
  });
});
