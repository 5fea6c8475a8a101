/** An organization that sells: the few words in which tests of the business speak. */
import type { Answer, Ask, TestApp } from "./app.ts";
import { execute } from "./execute.ts";

export type OrderLine = {
  product_id: string;
  quantity: number;
  unit_price?: string;
  discount_percent?: number;
  tax_rate_percent?: number;
};

export type Shop = {
  organization: string;
  key: string;
  /** Asks as the owner, or as whoever `ask.key` names. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Posts what is expected to succeed. @returns the id @throws with the answer when it does not */
  make(path: string, body: object): Promise<string>;
  customer(wish?: object): Promise<string>;
  /** A product at 10.00 EUR unless `prices` says otherwise. */
  product(wish?: object): Promise<string>;
  /** Receives goods, in the default warehouse unless told. */
  receive(product: string, quantity: number, warehouse?: string): Promise<void>;
  place(customer: string, lines: OrderLine[], headers?: Record<string, string>): Promise<Answer>;
  /** `{on_hand, reserved}` per warehouse code of the product. */
  stock(product: string): Promise<Record<string, { on_hand: number; reserved: number }>>;
};

let made = 0;

export async function shop(t: TestApp, name = "Shop GmbH"): Promise<Shop> {
  const { id: organization, key } = await t.tenant(name);
  return shopOf(t, organization, key);
}

/** The same words for an organization that exists. */
export function shopOf(t: Pick<TestApp, "ask" | "database">, organization: string, key: string): Shop {
  const ask: Shop["ask"] = (method, path, wish = {}) => t.ask(method, path, { key, ...wish });
  const post: Shop["post"] = (path, body, headers = {}) =>
    ask("POST", path, { ...(body === undefined ? {} : { body }), headers });
  const make: Shop["make"] = async (path, body) => {
    const answer = await post(path, body);
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.json.id;
  };
  return {
    organization,
    key,
    ask,
    post,
    make,
    get: (path) => ask("GET", path),
    customer: (wish = {}) =>
      make("/v1/customers", { name: "Alfreds Futterkiste", country: "DE", currency: "EUR", ...wish }),
    product: (wish = {}) =>
      make("/v1/products", {
        sku: `SKU-${++made}`,
        name: "Chai",
        prices: [{ currency: "EUR", unit_price: "10" }],
        ...wish,
      }),
    async receive(product, quantity, warehouse) {
      await make("/v1/stock_movements", {
        product_id: product,
        quantity,
        reason: "received",
        ...(warehouse === undefined ? {} : { warehouse_id: warehouse }),
      });
    },
    place: (customer, lines, headers) =>
      post("/v1/orders", { customer_id: customer, currency: "EUR", lines }, headers),
    async stock(product) {
      const rows = await execute(
        t.database.adminUrl,
        `select w.code, l.on_hand::float as on_hand, l.reserved::float as reserved
           from stock_levels l join warehouses w on w.organization_id = l.organization_id and w.id = l.warehouse_id
          where l.product_id = $1`,
        [product],
      );
      return Object.fromEntries(
        rows.map(({ code, on_hand, reserved }) => [
          String(code),
          { on_hand: Number(on_hand), reserved: Number(reserved) },
        ]),
      );
    },
  };
}
