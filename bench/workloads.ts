/** What is asked of the server, workload by workload. Used by the load generator and by the floors alike. */
import { idOf } from "./ids.ts";
import { readOrder } from "./order-read.ts";
import { linesPerOrder } from "./population.ts";
import { sessionWorkloads } from "./session-workloads.ts";
import { type Asked, below, type Ground, type Workload, withKey, written } from "./workload.ts";

const getOrder: Workload = {
  name: "get",
  describe: "get one order with its lines",
  connections: 32,
  status: 200,
  ask: (ground) => readOrder(ground),
};

const listOrders: Workload = {
  name: "list",
  describe: "list 50 orders: filter, sort, customer expanded, lines",
  connections: 32,
  status: 200,
  ask(ground) {
    const path = "/v1/orders?status=placed&sort=-placed_at&expand=customer&limit=50";
    return {
      request: written(ground.port, "GET", path, {
        credential: withKey(ground, below(ground.organizations)),
      }),
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

export const workloads: Workload[] = [getOrder, listOrders, place, placeInOne, rivals, ...sessionWorkloads];

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
    request: written(ground.port, "POST", "/v1/orders", {
      credential: withKey(ground, organization),
      idempotencyKey: newIdempotencyKey(),
      body,
    }),
    right(text) {
      const order = JSON.parse(text) as { status: string; lines: unknown[]; total_minor: number };
      return order.status === "placed" && order.lines.length === products.length && order.total_minor > 0;
    },
  };
}

/** How the load's keys look, so that they are found again in recorded statements. */
export const idempotencyKeyPattern = "bench-\\d+-\\d+-\\d+";
let serial = 0;

function newIdempotencyKey(): string {
  return `bench-${process.pid}-${Date.now()}-${++serial}`;
}

function distinct(count: number, limit: number): number[] {
  const taken = new Set<number>();
  while (taken.size < Math.min(count, limit)) taken.add(below(limit));
  return [...taken];
}
