/** A small world in which all is well, as the judges see it: what clients and the outside know, and what tables say. */
import type { Received } from "#fakes/receiver";
import type { Answer } from "#harness/app";
import type { Company } from "./company.ts";
import type { Told } from "./story.ts";
import type { Done } from "./stubborn-clients.ts";

export type Rows = Record<string, unknown>[];

/** What each statement of the judges answers, by a word that only this one has. */
export type Tables = Record<string, Rows>;

export const runOn = (tables: Tables) => async (text: string) => {
  const known = Object.entries(tables).find(([word]) => text.includes(word));
  if (known === undefined) throw new Error(`no table of the fixture answers: ${text}`);
  return known[1];
};

/** One client's day: `open` is open, `gone` was cancelled, `b1` and `b2` came in a batch, one piece came back. */
export function healthyShop() {
  const done: Done[] = [
    deed("k1", "/v1/orders", order("tea"), 201, { id: "open" }),
    deed("k2", "/v1/orders", order("rare"), 201, { id: "gone" }),
    deed("k3", "/v1/orders/gone/cancel", {}, 200, { id: "gone" }),
    deed("k4", "/v1/orders/batch", { items: [order("tea"), order("tea")] }, 200, {
      data: [{ id: "b1" }, { id: "b2" }],
    }),
    deed("k5", "/v1/stock_movements", { product_id: "tea", reason: "returned" }, 201, { id: "m1" }),
    deed("k6", "/v1/orders", order("rare"), 409, { code: "out_of_stock" }),
  ];
  const tables: Tables = {
    "cancelled_at is not null as cancelled": [
      ...["open", "b1", "b2"].map((id) => ({ id, cancelled: false })),
      { id: "gone", cancelled: true },
    ],
    "from stock_movements": [{ product_id: "tea", times: 1 }],
    "('order.placed', 'order.cancelled')": [
      ...["open", "gone", "b1", "b2"].map((id) => ({ id, type: "order.placed", times: 1 })),
      { id: "gone", type: "order.cancelled", times: 1 },
    ],
    "from plinth.idempotency_records": ["k1", "k2", "k3", "k4", "k5"].map((key) => ({ key })),
    "from stock_levels": [
      { product_id: "tea", on_hand: 11, reserved: 3 },
      { product_id: "rare", on_hand: 1, reserved: 0 },
    ],
    "from sessions": [{ id: "excused", end_reason: "reuse" }],
    "from users": [{ email: "ada@people.example", passwords: 1 }],
  };
  return {
    done,
    tables,
    accounts: ["ada@people.example"],
    shelf: { scarce: "rare", received: { tea: 10, rare: 1 } },
  };
}

const order = (product_id: string) => ({ lines: [{ product_id, quantity: 1 }] });

export function deed(key: string, path: string, body: object, status: number, json: object): Done {
  const answer: Answer = { status, json, text: JSON.stringify(json), headers: new Headers() };
  return { key, path, body, attempts: 1, answer };
}

/** What somebody who follows heard, and what they had to hear. */
export function healthyStream() {
  const due = ["e1", "e2", "e3"];
  const events = due.map((id, i) => ({ id, seq: i + 1 }));
  return { due, events, refused: [] as string[] };
}

/** A company with one order that is paid and partly given back, and one that was never paid. */
export function healthyCompany() {
  const told: Told[] = [
    {
      ...{ id: "paid", status: "confirmed", confirmed: true, question: false, payments: ["p1"] },
      ...{ totalMinor: 1_000, paidMinor: 1_000, refundedMinor: 300 },
    },
    {
      ...{ id: "unpaid", status: "cancelled", confirmed: false, question: false, payments: [] },
      ...{ totalMinor: 500, paidMinor: 0, refundedMinor: 0 },
    },
  ];
  const tables: Tables = {
    "as confirmed, total_minor": [
      row("paid", "confirmed", true, [1_000, 1_000, 300]),
      row("unpaid", "cancelled", false, [500, 0, 0]),
    ],
    "from payments": [{ id: "p1", status: "succeeded", minor: 1_000 }],
    "from refunds": [{ id: "r1", status: "succeeded", external_id: "re_1", minor: 300 }],
    "from payment_postings": [{ received: 1_000, given_back: 300, entries: 2, different: 2 }],
    "from mails": [{ id: "mail", subject_id: "paid", status: "sent", provider_id: "sent-1" }],
    "from plinth.mails": [{ id: "letter" }],
    "from sync_links": [],
    "from plinth.events": [
      { id: "e1", type: "order.placed" },
      { id: "e2", type: "order.confirmed" },
    ],
    "from plinth.inbox_items": [],
    "from plinth.jobs": [],
  };
  const stripe: Record<string, object[]> = {
    "checkout.session": [{ metadata: { payment_id: "p1" } }],
    charge: [{ metadata: { payment_id: "p1" }, amount_captured: 1_000 }],
    refund: [{ id: "re_1", amount: 300, status: "succeeded" }],
  };
  const erp: Record<string, { plinth_id: string; docstatus?: number }[]> = {
    "Sales Order": [{ plinth_id: "paid", docstatus: 1 }],
    Customer: [{ plinth_id: "c1" }, { plinth_id: "c2" }],
    Item: [{ plinth_id: "tea" }],
    "Payment Entry": [{ plinth_id: "p1" }],
  };
  const erpLog = [{ committed: "made", doctype: "Sales Order" }];
  const received = [webhook(1, "e1", 0), webhook(2, "e2", 1)];
  const sent = [
    { key: "mail", id: "sent-1" },
    { key: "letter", id: "sent-2" },
  ];
  const receiver = {
    log: received,
    taken: () => received.filter(({ taken }) => taken),
    holes: () => {
      const got = new Set(receiver.taken().map(({ number }) => number));
      const greatest = Math.max(0, ...received.map(({ number }) => number));
      return Array.from({ length: greatest }, (_, i) => i + 1).filter((number) => !got.has(number));
    },
  };
  // what the judges read of a company, and nothing else
  const company = {
    organization: "o",
    stripe: { books: { listed: (kind: string) => stripe[kind] ?? [] } },
    erp: { documents: { all: (type: string) => erp[type] ?? [] }, log: erpLog },
    endpoints: [{ id: "w1", path: "/w", receiver, events: ["order.*"] }],
    customers: { onAccount: "c1", prepaid: "c2" },
    products: ["tea"],
  } as unknown as Company;
  return { told, tables, stripe, erp, erpLog, received, sent, company };
}

function row(id: string, status: string, confirmed: boolean, minor: [number, number, number]) {
  const [total_minor, paid_minor, refunded_minor] = minor;
  return { id, status, confirmed, total_minor, paid_minor, refunded_minor, held_because: null };
}

/** @param completeUpTo what it says of those before it */
export function webhook(number: number, id: string, completeUpTo: number, subject = "paid"): Received {
  const body = JSON.stringify({ seq: number, subject: { id: subject } });
  return {
    ...{ path: "/w", headers: {}, body, id, number, completeUpTo },
    verified: true,
    fitting: 1,
    taken: true,
  };
}
