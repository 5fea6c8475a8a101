/** What is asked of the server, workload by workload. Used by the load generator and by the floors alike. */
import { idOf } from "./ids.ts";
import { linesPerOrder, type Population } from "./population.ts";

/** Who asks, of what. */
export type Ground = Population & { port: number; keys: string[] };

/** One request: of which organization, and what a right answer to it looks like. */
export type Asked = { request: string; right(body: string): boolean };

export type Workload = {
  name: string;
  describe: string;
  /** Connections of the load generator. */
  connections: number;
  /** Whose objects it is about, when not everybody's. */
  narrow?: "one organization" | "one product";
  /** The status that every answer must have. */
  status: number;
  ask(ground: Ground): Asked;
};

const getOrder: Workload = {
  name: "get",
  describe: "get one order with its lines",
  connections: 32,
  status: 200,
  ask(ground) {
    const n = below(ground.orders);
    const id = idOf("order", n);
    return {
      request: head(ground, n % ground.organizations, "GET", `/v1/orders/${id}`, ""),
      right: (body) => body.startsWith(`{"id":"${id}"`) && JSON.parse(body).lines.length === linesPerOrder,
    };
  },
};

const listOrders: Workload = {
  name: "list",
  describe: "list 50 orders: filter, sort, customer expanded, lines",
  connections: 32,
  status: 200,
  ask(ground) {
    const path = "/v1/orders?status=placed&sort=-placed_at&expand=customer&limit=50";
    return {
      request: head(ground, below(ground.organizations), "GET", path, ""),
      right(body) {
        const { data } = JSON.parse(body) as {
          data: { status: string; placed_at: string; customer: object | null }[];
        };
        const sorted = data.every(({ placed_at }, i) => placed_at <= (data[i - 1]?.placed_at ?? placed_at));
        return (
          data.length > 0 &&
          sorted &&
          data.every(({ status, customer }) => status === "placed" && customer !== null)
        );
      },
    };
  },
};

const place: Workload = {
  name: "place",
  describe: "place an order with 3 lines, over all organizations",
  connections: 64,
  status: 201,
  ask: (ground) => placed(ground, below(ground.organizations), distinct(linesPerOrder, ground.productsEach)),
};

const placeInOne: Workload = {
  ...place,
  name: "place-one",
  describe: "place an order with 3 lines, in one organization",
  narrow: "one organization",
  ask: (ground) => placed(ground, 0, distinct(linesPerOrder, ground.productsEach)),
};

const rivals: Workload = {
  ...place,
  name: "rivals",
  describe: "64 buyers of one product",
  narrow: "one product",
  ask: (ground) => placed(ground, 0, [0]),
};

export const workloads: Workload[] = [getOrder, listOrders, place, placeInOne, rivals];

/** @param products places in the organization's catalog. */
function placed(ground: Ground, organization: number, products: number[]): Asked {
  const body = JSON.stringify({
    customer_id: idOf("customer", organization * ground.customersEach + below(ground.customersEach)),
    currency: "EUR",
    customer_reference: "bench",
    lines: products.map((product) => ({
      product_id: idOf("product", organization * ground.productsEach + product),
      quantity: 1 + below(5),
    })),
  });
  return {
    request: head(ground, organization, "POST", "/v1/orders", body),
    right(text) {
      const order = JSON.parse(text) as { status: string; lines: unknown[]; total_minor: number };
      return order.status === "placed" && order.lines.length === products.length && order.total_minor > 0;
    },
  };
}

function head(
  { port, keys }: Ground,
  organization: number,
  method: string,
  path: string,
  body: string,
): string {
  const common = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${keys[organization]}\r\n`;
  if (body === "") return `${common}\r\n`;
  const idempotency = `idempotency-key: ${newIdempotencyKey()}\r\n`;
  return `${common}${idempotency}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** How the load's keys look, so that they are found again in recorded statements. */
export const idempotencyKeyPattern = "bench-\\d+-\\d+-\\d+";
let serial = 0;

function newIdempotencyKey(): string {
  return `bench-${process.pid}-${Date.now()}-${++serial}`;
}

/** A whole number from 0 to `limit` − 1. */
function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}

function distinct(count: number, limit: number): number[] {
  const taken = new Set<number>();
  while (taken.size < Math.min(count, limit)) taken.add(below(limit));
  return [...taken];
}
