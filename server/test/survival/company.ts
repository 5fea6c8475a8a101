/** A company with its whole world outside: a Stripe, an ERP, two receivers of webhooks, and customers who read mails. */
import assert from "node:assert/strict";
import { type FakeErpnext, startErpnext } from "#fakes/erpnext";
import type { Receiver } from "#fakes/receiver";
import { type FakeStripe, type StripeEvent, startFakeStripe } from "#fakes/stripe";
import type { Answer } from "#harness/app";
import { askAt } from "#harness/instance";
import { pace } from "#harness/until";
import type { Random } from "./random.ts";
import { isFinal, patience } from "./stubborn-clients.ts";

export type Company = {
  organization: string;
  stripe: FakeStripe;
  erp: FakeErpnext;
  endpoints: { id: string; path: string; receiver: Receiver; events: string[] }[];
  customers: { onAccount: string; prepaid: string };
  products: string[];
  /** Asks until there is an answer that counts: under one key, whoever dies meanwhile. @throws for a refusal */
  post(path: string, body?: object): Promise<Answer["json"]>;
  get(path: string): Promise<Answer["json"]>;
  /** Whether Stripe has told everything, and its banks have sent what they were to send. */
  told(): boolean;
  close(): Promise<void>;
};

type Found = { organization: string; key: string };

const stripeKeys = { secretKey: "sk_test_story", webhookSecret: "whsec_story" };

let keys = 0;

export type Served = {
  /** Where requests go: another place every time, as behind a load balancer. */
  anywhere(): string;
  /** Nobody insists from then on. */
  over: AbortSignal;
  chance: Random;
};

/** @param receivers one for each of its endpoints @param learn hears the secret that an endpoint signs with */
export async function openCompany(
  { anywhere, over, chance }: Served,
  { organization, key }: Found,
  receivers: Receiver[],
  learn: (receiver: Receiver, secret: string) => void,
): Promise<Company> {
  const stripe = await startFakeStripe(stripeKeys);
  const erp = await startErpnext();
  const insist = async (method: string, path: string, body?: object): Promise<Answer["json"]> => {
    const headers: Record<string, string> = method === "GET" ? {} : { "idempotency-key": `story-${++keys}` };
    while (!over.aborted) {
      const asked = { key, headers, signal: patience(), ...(body === undefined ? {} : { body }) };
      const answer = await askAt(anywhere(), method, path, asked).catch(() => undefined);
      if (answer !== undefined && isFinal(answer)) {
        assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text}`);
        return answer.json;
      }
      await breath();
    }
    throw new Error(`${method} ${path} was not answered as long as anybody asked`);
  };
  const post: Company["post"] = (path, body) => insist("POST", path, body);
  const made = async (path: string, body: object): Promise<string> => (await post(path, body)).id;

  const products: string[] = [];
  for (const sku of ["CHAI", "MATE"]) {
    const prices = [{ currency: "EUR", unit_price: "10" }];
    const product = await made("/v1/products", { sku, name: "Tea", prices });
    await post("/v1/stock_movements", { product_id: product, quantity: 1_000, reason: "received" });
    products.push(product);
  }
  const connection = await made("/v1/connections", {
    connector: "stripe",
    name: "Stripe",
    configuration: {
      success_url: "https://shop.example.com/thanks",
      cancel_url: "https://shop.example.com/basket",
      api_base: stripe.url,
    },
    credentials: { secret_key: stripeKeys.secretKey, webhook_secrets: [stripeKeys.webhookSecret] },
  });
  await made("/v1/connections", {
    connector: "erpnext",
    name: "ERPNext",
    configuration: {
      ...{ url: erp.url, company: "Plinth GmbH", units: { piece: "Nos" }, tax_account: "VAT - P" },
      bank_accounts: { EUR: "Bank EUR - P" },
      ...{ request_limit_seconds: 0, timeout_seconds: 5 },
    },
    credentials: erp.credentials,
  });
  const endpoints: Company["endpoints"] = [];
  for (const [i, receiver] of receivers.entries()) {
    const [path, events] = [`/${organization}/${i}`, i === 0 ? ["*"] : ["order.*", "payment.*"]];
    const { id, secret } = await post("/v1/webhook_endpoints", { url: receiver.url + path, events });
    learn(receiver, secret);
    endpoints.push({ id, path, receiver, events });
  }
  const customer = async (payment_method: string): Promise<string> => {
    const wish = { name: `Who pays ${payment_method}`, country: "DE", currency: "EUR", payment_method };
    const id = await made("/v1/customers", wish);
    await made("/v1/contacts", {
      customer_id: id,
      name: "Maria Anders",
      email: `maria.${id}@people.example`,
    });
    return id;
  };
  const customers = { onAccount: await customer("on_account"), prepaid: await customer("prepaid") };
  const postman = startPostman(stripe, () => `${anywhere()}/v1/webhooks/stripe/${connection}`, chance);
  return {
    ...{ organization, stripe, erp, endpoints, customers, products, post },
    get: (path) => insist("GET", path),
    told: postman.idle,
    async close() {
      await postman.end();
      await Promise.all([stripe.close(), erp.stop()]);
    },
  };
}

/** As somebody who was not answered waits before they ask again. */
const breath = () => pace(50);

/**
 * Carries Stripe's webhooks as they come in the worst case: late, in any order, some of them twice, and again until they
 * are answered. And its banks send what goes back, some time after Stripe was asked.
 */
function startPostman(
  { books, send }: FakeStripe,
  url: () => string,
  chance: Random,
): { idle(): boolean; end(): Promise<void> } {
  const wanted = new Map<string, number>();
  const ending = new AbortController();
  const waiting = (): StripeEvent[] => {
    for (const { id } of books.events) if (!wanted.has(id)) wanted.set(id, chance.throw() < 0.3 ? 2 : 1);
    return books.events.filter(({ id }) => (wanted.get(id) ?? 0) > 0);
  };
  const promised = () => books.listed("refund").filter(({ status }) => status === "pending");
  const carry = async (event: StripeEvent): Promise<void> => {
    if ((await send(event, url())) === 200) wanted.set(event.id, (wanted.get(event.id) ?? 1) - 1);
  };
  const work = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      for (const refund of promised()) if (chance.throw() < 0.2) books.settleRefund(refund, "succeeded");
      const bag = waiting().filter(() => chance.throw() < 0.3);
      await Promise.all(chance.shuffled(bag).slice(0, 6).map(carry));
      await breath();
    }
  };
  const working = work();
  return {
    idle: () => waiting().length === 0 && promised().length === 0,
    async end() {
      ending.abort();
      await working;
    },
  };
}
