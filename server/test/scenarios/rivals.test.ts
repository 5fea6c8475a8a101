/** Many want the same few: nothing is sold twice, nobody waits for ever, and the books are right afterwards. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { startInstance } from "#harness/instance";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { type Shop, shop, shopOf } from "#harness/shop";

const t = await testApp();
const { adminUrl } = t.database;

/** Deterministic, so that a red run can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Five hot products of which `each` lies in two warehouses together. */
async function hotShop(
  name: string,
  each: number,
): Promise<{ s: Shop; customer: string; products: string[] }> {
  const s = await shop(t, name);
  const customer = await s.customer();
  const side = await s.make("/v1/warehouses", { code: "SIDE", name: "Side", priority: 20 });
  const products: string[] = [];
  for (let i = 0; i < 5; i++) {
    const product = await s.product();
    await s.receive(product, Math.ceil(each / 2));
    await s.receive(product, Math.floor(each / 2), side);
    products.push(product);
  }
  return { s, customer, products };
}

async function soldOf(s: Shop, product: string): Promise<number> {
  return Object.values(await s.stock(product)).reduce((sum, { reserved }) => sum + reserved, 0);
}

test("of 40 who want one of ten, ten get it and thirty are told what is left", async () => {
  const { s, customer, products } = await hotShop("Forty", 10);
  const [product = ""] = products;
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => s.place(customer, [{ product_id: product, quantity: 1 }])),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 10);
  const refused = answers.filter(({ status }) => status !== 201);
  assert.equal(refused.length, 30);
  for (const answer of refused) {
    assertProblem(answer, 409, "out_of_stock", { "/lines/0/quantity": "out_of_stock" });
    assert.match(answer.json.detail, /^0 of SKU/);
  }
  assert.equal(await soldOf(s, product), 10);
  await assertInvariants(adminUrl);
});

test("200 clients, 5 hot products: everything is sold, nothing twice", async () => {
  const { s, customer, products } = await hotShop("Two hundred", 60);
  const roll = dice(200);
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => {
      // each in a sequence of its own: whoever locks as asked would meet a rival in a deadlock
      const wanted = [...products].sort(() => roll(3) - 1).slice(0, 1 + roll(4));
      return s.place(
        customer,
        wanted.map((product_id) => ({ product_id, quantity: 1 })),
      );
    }),
  );
  const sold = new Map<string, number>();
  for (const { status, json } of answers) {
    assert.ok(status === 201 || json.code === "out_of_stock", JSON.stringify(json));
    for (const { product_id, quantity } of status === 201 ? json.lines : [])
      sold.set(product_id, (sold.get(product_id) ?? 0) + quantity);
  }
  for (const product of products) {
    assert.equal(await soldOf(s, product), sold.get(product));
    assert.ok((sold.get(product) ?? 0) <= 60);
  }
  assert.ok(
    answers.some(({ status }) => status === 409),
    "there were fewer than wanted",
  );
  // whoever was refused was right: what is left of one of their products is less than they wanted
  await assertInvariants(adminUrl);
});

test("two instances, three organizations, orders, cancels, returns, losses and batches: the books are right", async () => {
  const second = await startInstance(t.database);
  try {
    const shops = await Promise.all(["A", "B", "C"].map((name) => hotShop(name, 12)));
    const roll = dice(7);
    const codes = new Map<string, number>();
    const count = ({ status, json }: Answer) => {
      const code = status < 300 ? "done" : `${status} ${json.code}`;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };

    const client = async (i: number): Promise<void> => {
      const { s, customer, products } = shops[i % shops.length] ?? assert.fail();
      const here = shopOf(i % 2 ? t : { ...second, database: t.database }, s.organization, s.key);
      const open: string[] = [];
      for (let step = 0; step < 12; step++) {
        const product = products[roll(products.length)] ?? "";
        const other = products[roll(products.length)] ?? "";
        const lines = [
          { product_id: product, quantity: 1 + roll(2) },
          { product_id: other, quantity: 0.5 },
        ];
        const kind = roll(10);
        let answer: Answer;
        if (kind < 5) answer = await here.place(customer, lines);
        else if (kind < 8 && open.length > 0) answer = await here.post(`/v1/orders/${open.shift()}/cancel`);
        else if (kind === 8) {
          const item = { customer_id: customer, currency: "EUR", lines };
          answer = await here.post("/v1/orders/batch", { items: [item, item] });
        } else {
          const reason = roll(2) ? "returned" : "lost";
          const quantity = reason === "lost" ? -1 : 1;
          answer = await here.post("/v1/stock_movements", { product_id: product, quantity, reason });
        }
        count(answer);
        if (answer.status === 201 && answer.json.status === "placed") open.push(answer.json.id);
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, i) => client(i)));

    const foreseen = ["done", "409 out_of_stock", "409 below_reserved"];
    assert.deepEqual(
      [...codes.keys()].filter((code) => !foreseen.includes(code)),
      [],
      JSON.stringify([...codes]),
    );
    assert.ok((codes.get("done") ?? 0) > 50, JSON.stringify([...codes]));
    await assertInvariants(adminUrl);
  } finally {
    await second.close();
  }
});

test("rivals who name one thing at once make one of it", async () => {
  const { s } = await hotShop("Names", 2);
  const makers: [words: string, make: () => Promise<Answer>][] = [
    ["sku", () => s.post("/v1/products", { sku: "ONE", name: "One" })],
    [
      "external_reference",
      () =>
        s.post("/v1/customers", { name: "One", country: "DE", currency: "EUR", external_reference: "ONE" }),
    ],
    ["code", () => s.post("/v1/warehouses", { code: "ONE", name: "One" })],
  ];
  for (const [field, make] of makers) {
    const answers = await Promise.all(Array.from({ length: 20 }, make));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1, field);
    for (const answer of answers.filter(({ status }) => status !== 201))
      assertProblem(answer, 409, "already_exists", { [`/${field}`]: "already_exists" });
  }
});

test("of twenty who change one version, one does, and the others are told to read again", async () => {
  const { s, customer } = await hotShop("Versions", 2);
  const change = (i: number) =>
    s.ask("PATCH", `/v1/customers/${customer}`, {
      body: { name: `Name ${i}` },
      headers: { "if-match": '"1"' },
    });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => change(i)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    assertProblem(answer, 412, "stale_version");
  assert.equal((await s.get(`/v1/customers/${customer}`)).json.version, 2);
});
