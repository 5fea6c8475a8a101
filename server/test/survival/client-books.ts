/** What clients were told, held against what is there: each difference is a sentence. */
import type { Told } from "#harness/live";
import { type Run, same } from "./outside-books.ts";
import type { Done } from "./stubborn-clients.ts";
import type { Shelf } from "./trade.ts";

/** What must be there, by what was answered. */
export type Expected = {
  /** Keys of what was answered with success. */
  keys: string[];
  /** Open orders and cancelled ones. */
  open: Map<string, string>;
  cancelled: Map<string, string>;
  /** What came back, by product. */
  returned: Map<string, number>;
  /** Refusals that nobody had reason to expect. */
  refused: string[];
};

export function expectedOf(done: readonly Done[], { scarce }: Pick<Shelf, "scarce">): Expected {
  const expected: Expected = {
    ...{ keys: [], open: new Map(), cancelled: new Map(), returned: new Map(), refused: [] },
  };
  const cancels: string[] = [];
  for (const { path, body, key, answer } of done) {
    const lines = JSON.stringify(body);
    if (answer.status >= 300) {
      const soldOut = answer.json?.code === "out_of_stock" && lines.includes(scarce);
      if (!soldOut) expected.refused.push(`${path} was refused with ${answer.status}: ${answer.text}`);
      continue;
    }
    expected.keys.push(key);
    const product = productIn(body);
    if (path.endsWith("/cancel")) cancels.push(answer.json.id);
    else if (path === "/v1/stock_movements")
      expected.returned.set(product, (expected.returned.get(product) ?? 0) + 1);
    else for (const { id } of answer.json.data ?? [answer.json]) expected.open.set(id, product);
  }
  for (const id of cancels) {
    expected.cancelled.set(id, expected.open.get(id) ?? "an order that nobody was told of");
    expected.open.delete(id);
  }
  return expected;
}

/** Every order and movement that somebody was told of is there once, and nothing else is. */
export async function wrongDeeds(run: Run, organization: string, expected: Expected): Promise<string[]> {
  const { keys, open, cancelled, returned, refused } = expected;
  const orders = await run(
    "select id, cancelled_at is not null as cancelled from orders where organization_id = $1",
    [organization],
  );
  const movements = await run(
    `select product_id, count(*)::int as times from stock_movements
      where organization_id = $1 and reason = 'returned' group by 1 order by 1`,
    [organization],
  );
  const told = await run(
    `select subject_id as id, type, count(*)::int as times from plinth.events
      where organization_id = $1 and type in ('order.placed', 'order.cancelled') group by 1, 2`,
    [organization],
  );
  const kept = await run(
    "select key from plinth.idempotency_records where organization_id = $1 and key = any ($2) order by key",
    [organization, keys],
  );
  const idsOf = (which: boolean) =>
    orders.filter((one) => one.cancelled === which).map(({ id }) => String(id));
  const factsOf = (type: string) =>
    told
      .filter((one) => one.type === type)
      .flatMap(({ id, times }) => Array<string>(Number(times)).fill(String(id)));
  const placed = [...open.keys(), ...cancelled.keys()];
  return [
    ...refused,
    ...same("open orders, as clients were told", [...open.keys()].sort(), idsOf(false).sort()),
    ...same("cancelled orders, as clients were told", [...cancelled.keys()].sort(), idsOf(true).sort()),
    ...same("facts of orders that were placed", placed.sort(), factsOf("order.placed").sort()),
    ...same(
      "facts of orders that were cancelled",
      [...cancelled.keys()].sort(),
      factsOf("order.cancelled").sort(),
    ),
    ...same(
      "what came back",
      [...returned].sort(([a], [b]) => (a < b ? -1 : 1)),
      movements.map(({ product_id, times }) => [product_id, times]),
    ),
    ...same("keys that are remembered", [...keys].sort(), kept.map(({ key }) => key).sort()),
  ];
}

/** What lies there and what is reserved follows from what clients were told, and no more was sold than lay there. */
export async function wrongStock(
  run: Run,
  organization: string,
  { received }: Pick<Shelf, "received">,
  { open, returned }: Expected,
): Promise<string[]> {
  const rows = await run(
    `select product_id, sum(on_hand)::float as on_hand, sum(reserved)::float as reserved
       from stock_levels where organization_id = $1 group by 1`,
    [organization],
  );
  const levels = new Map(rows.map(({ product_id, ...level }) => [String(product_id), level]));
  return Object.entries(received).flatMap(([product, at_first]) => {
    const on_hand = at_first + (returned.get(product) ?? 0);
    const reserved = [...open.values()].filter((one) => one === product).length;
    const oversold =
      reserved > on_hand ? [`of ${product} ${reserved} were sold, and ${on_hand} lay there`] : [];
    return [...oversold, ...same(`the stock of ${product}`, { on_hand, reserved }, levels.get(product))];
  });
}

/** Everybody who follows was told all of it, in order and nothing twice. */
export function wrongStreams(
  followers: readonly {
    name: string;
    told(): readonly Pick<Told, "id" | "seq">[];
    refused: readonly string[];
  }[],
  due: readonly string[],
): string[] {
  return followers.flatMap(({ name, told, refused }) => {
    const heard = told();
    const numbers = heard.map(({ seq }) => seq);
    return [
      ...same(
        `what ${name} heard`,
        heard.map(({ id }) => id),
        due,
      ),
      ...same(
        `the numbers that ${name} heard`,
        numbers,
        heard.map((_, i) => i + 1),
      ),
      ...refused.map((why) => `${name} was refused: ${why}`),
    ];
  });
}

/** Whoever was honest is still logged in, but for those who are excused. */
export async function endedSessions(run: Run, excused: readonly string[]): Promise<string[]> {
  const ended = await run("select id, end_reason from sessions where ended_at is not null");
  return ended
    .filter(({ id }) => !excused.includes(String(id)))
    .map(({ id, end_reason }) => `the session ${id} was ended: ${end_reason}`);
}

/** Everybody who joined has one account, which is theirs, and nobody else has one. */
export async function wrongAccounts(run: Run, accounts: readonly string[]): Promise<string[]> {
  const users = await run(
    `select u.email, count(p.user_id)::int as passwords
       from users u left join passwords p on p.user_id = u.id group by u.id order by u.email`,
  );
  return same(
    "accounts, each with its password",
    [...accounts].sort().map((email) => [email, 1]),
    users.map(({ email, passwords }) => [email, passwords]),
  );
}

function productIn(body: object): string {
  return /"product_id":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? "";
}
