/**
 * How many of one product's units are promised in a second where nothing but the stock counts: sets of wishes, each set in a
 * transaction that locks the one row everybody wants. And that no more is promised than there is.
 */
import pg from "pg";
import { openStock, type Reservation, reserveAll } from "#modules/inventory";
import { type Context, createContext, plainTenant } from "#platform/access";
import { createDatabase, type Database } from "#platform/db";
import { watchNeighbours } from "./neighbours.ts";
import { processorTimeOfFamily } from "./processor-time.ts";
import type { DatabaseUrls } from "./seed.ts";

export const stockName = "stock";

export type StockRound = {
  /** Reservations, in sets as large as a lane's. */
  perSecond: number;
  /** One wish in each transaction. */
  onePerSecond: number;
  ownMicros: number;
  databaseMicros: number;
  neighbours: number;
};

/** As many as a lane does at once, and as many sets under way at the same time. */
const mostInSet = 32;
const rivals = 2;
/** Promised while each set is large, and while each is one: so much lies there, and it is asked for more. */
type Wished = { sets: number; singles: number };

type Place = { organization: string; product: string; lines: string[] };

/** @throws when more or less was promised than there was */
export async function benchStock(
  urls: DatabaseUrls,
  postmaster: number,
  { sets, singles }: Wished,
  say: (line: string) => void,
): Promise<StockRound> {
  const database = await createDatabase(urls);
  const admin = new pg.Client({ connectionString: urls.adminUrl });
  await admin.connect();
  try {
    const place = await placeOf(admin);
    const neighboursSince = await watchNeighbours(postmaster);
    const before = { own: process.cpuUsage(), database: await processorTimeOfFamily(postmaster) };
    const count = sets * mostInSet;
    const perSecond = await soldOut(database, admin, place, { count, inSet: mostInSet });
    const used = process.cpuUsage(before.own);
    const databaseMicros = ((await processorTimeOfFamily(postmaster)) - before.database) / count;
    const round: StockRound = {
      perSecond,
      onePerSecond: await soldOut(database, admin, place, { count: singles, inSet: 1 }),
      ownMicros: (used.user + used.system) / count,
      databaseMicros,
      neighbours: await neighboursSince(),
    };
    say(stockLine(round));
    return round;
  } finally {
    await admin.end();
    await database.end();
  }
}

/** A product that nobody else asks for. Each line of the organization's orders stands for a wish. */
async function placeOf(admin: pg.Client): Promise<Place> {
  const { rows } = await admin.query<Place>(
    `with seller as (select organization_id from order_lines limit 1),
          made as (insert into products (organization_id, sku, name)
                   select organization_id, 'RIVALS-' || uuidv7(), 'What everybody wants' from seller
                   returning organization_id, id),
          level as (insert into stock_levels (organization_id, product_id, warehouse_id)
                    select organization_id, made.id, w.id
                      from made join lateral (select id from warehouses
                                               where organization_id = made.organization_id
                                               limit 1) w on true)
     select organization_id as organization, id as product,
            array(select n.id from order_lines n where n.organization_id = made.organization_id limit ${mostInSet}) as lines
       from made`,
  );
  const [place] = rows;
  if (place === undefined) throw new Error("there is no order whose lines could stand for wishes");
  return place;
}

/** Until nothing is left. @returns reservations per second */
async function soldOut(
  database: Database,
  admin: pg.Client,
  { organization, product, lines }: Place,
  { count, inSet }: { count: number; inSet: number },
): Promise<number> {
  const key = [organization, product];
  const level = "where organization_id = $1 and product_id = $2";
  await admin.query(`update stock_levels set on_hand = $3 ${level}`, [...key, count]);
  const context = contextOf(organization);
  const buy = async (): Promise<void> => {
    for (let goesOn = true; goesOn; )
      goesOn = await database.transaction(context, async (tx) => {
        const stock = await openStock(tx, [product]);
        const left = Math.min(inSet, Math.floor(stock.availableMilli(product) / 1_000));
        const taken = lines
          .slice(0, left)
          .flatMap((orderLineId): Reservation[] =>
            stock
              .take({ productId: product, quantityMilli: 1_000 })
              .map((part) => ({ ...part, orderLineId })),
          );
        if (taken.length > 0) await reserveAll(tx, taken);
        return left > 0;
      });
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: rivals }, buy));
  const seconds = (performance.now() - started) / 1_000;

  const { rows: held } = await admin.query<{ promised: string; reserved: string }>(
    `select (select sum(quantity) from reservations ${level}) as promised, reserved from stock_levels ${level}`,
    key,
  );
  await admin.query(`delete from reservations ${level}`, key);
  await admin.query(`update stock_levels set on_hand = 0, reserved = 0 ${level}`, key);
  const [{ promised, reserved } = { promised: "0", reserved: "0" }] = held;
  if (Number(promised) !== count || Number(reserved) !== count)
    throw new Error(`of ${count} there were, ${promised} are promised and ${reserved} noted`);
  return count / seconds;
}

function contextOf(organizationId: string): Context {
  return createContext({
    organizationId,
    actor: { kind: "system", id: organizationId, name: "Plinth" },
    permissions: new Set<string>(),
    scope: "all",
    requestId: "bench",
    door: "bench",
    tenant: plainTenant,
  });
}

/** A part of the page in Markdown, of the quietest round; nothing when it was not measured. */
export function stockPart(rounds: StockRound[]): string {
  const [quietest] = rounds.toSorted((a, b) => a.neighbours - b.neighbours);
  if (quietest === undefined) return "";
  const cells = [
    `${Math.round(quietest.perSecond)}`,
    `${Math.round(quietest.ownMicros)} + ${Math.round(quietest.databaseMicros)}`,
    `${Math.round(quietest.onePerSecond)}`,
    `${Math.round(100 * quietest.neighbours)} %`,
  ];
  return `
## Stock

| reservations/s of one product, in sets of ${mostInSet} | CPU-µs each, process + database | one in each transaction | others |
| --- | --- | --- | --- |
| ${cells.join(" | ")} |

In process, ${rivals} sets at the same time, until it is sold out: not one more was promised than there was.
`;
}

function stockLine({ perSecond, onePerSecond, ownMicros, databaseMicros, neighbours }: StockRound): string {
  return [
    `stock: ${Math.round(perSecond)} reservations/s of one product in sets of ${mostInSet}, ${Math.round(onePerSecond)}/s one by one`,
    `${Math.round(ownMicros + databaseMicros)} µs (process ${Math.round(ownMicros)}, database ${Math.round(databaseMicros)})`,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
  ].join("; ");
}
