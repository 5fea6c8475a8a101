/** What tests of the ERPNext connector say: an object of each kind, and a connector that speaks to a fake over HTTP. */
import { after, beforeEach } from "node:test";
import { type FakeErpnext, startErpnext } from "#fakes/erpnext";
import {
  type ErpCalls,
  ErpFailure,
  type ErpRequest,
  ErpUnanswered,
  type OurCustomer,
  type OurObject,
  type OurOrder,
  type OurProduct,
  type Reference,
  type Wish,
} from "../../src/modules/integrations/contract.ts";
import { erpnext } from "../../src/modules/integrations/erpnext.ts";
import type { ErpnextConfiguration } from "../../src/modules/integrations/erpnext-configuration.ts";

export const customer: OurCustomer = {
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
export const product: OurProduct = {
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
export const order: OurOrder = {
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

export type Site = {
  erp: FakeErpnext;
  /** Their ids of ours. */
  names: Map<string, string>;
  calls(more?: Partial<ErpnextConfiguration>): ErpCalls<ErpnextConfiguration>;
  wish(object: OurObject, more?: Partial<Wish>): Wish;
};

/** A new site for each test of the file. Look into it only within a test. */
export function siteForEach(): Site {
  let erp: FakeErpnext | undefined;
  beforeEach(async () => {
    await erp?.stop();
    erp = await startErpnext();
  });
  after(() => erp?.stop());

  const site: Site = {
    get erp() {
      if (erp === undefined) throw new Error("there is no site outside of a test");
      return erp;
    },
    names: new Map([
      [customer.id, customer.name],
      [product.id, product.sku],
    ]),
    calls: (more = {}) => ({
      configuration: {
        url: site.erp.url,
        company: "Plinth GmbH",
        units: { piece: "Nos" },
        tax_account: "VAT - P",
        bank_accounts: { EUR: "Bank - P" },
        request_limit_seconds: 7,
        ...more,
      },
      kinds: erpnext.kinds,
      credentials: site.erp.credentials,
      send: overHttp,
    }),
    wish: (object, more = {}) => ({
      kind: object.kind,
      id: object.id,
      fields: erpnext.map(
        object,
        ({ id }: Reference) => site.names.get(id) ?? "",
        site.calls().configuration,
      ),
      externalId: undefined,
      base: undefined,
      make: true,
      decided: undefined,
      ...more,
    }),
  };
  return site;
}

/** Sends what a connector asks. */
export async function overHttp({ url, timeoutMs, ...request }: ErpRequest) {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch (error) {
    throw new ErpUnanswered(error);
  }
}

/** For `assert.rejects`. */
export const failing = (code: string) => (error: unknown) =>
  error instanceof ErpFailure && error.code === code;
