/**
 * One run: a world under load, faults that strike it as the seed has them, and at the end, when everybody is at rest,
 * what clients and the world outside were told held against what is there.
 */
import { askAt } from "#harness/instance";
import { assertInvariants } from "#harness/invariants";
import { pace, until } from "#harness/until";
import {
  endedSessions,
  expectedOf,
  wrongAccounts,
  wrongDeeds,
  wrongStock,
  wrongStreams,
} from "./client-books.ts";
import { strike } from "./faults.ts";
import { type Death, killPoints } from "./fleet.ts";
import { refresh } from "./honest-people.ts";
import { type Load, openLoad } from "./load.ts";
import {
  wrongDeliveries,
  wrongInbox,
  wrongInErp,
  wrongMails,
  wrongMoney,
  wrongOrders,
} from "./outside-books.ts";
import { random } from "./random.ts";
import { hurry, underWay } from "./rest.ts";
import { placeOf, type Strike, schedule } from "./schedule.ts";
import { wrongReplays } from "./stubborn-clients.ts";
import { openWorld, type World } from "./world.ts";

export type Survived = {
  /** What is not as it must be; empty: it survived. */
  wrong: string[];
  /** How often each kind of fault struck. */
  struck: Map<string, number>;
  /** Labelled points at which processes died. */
  died: string[];
  deeds: number;
  /** How many of them had to be asked more than once. */
  askedAgain: number;
  /** How often somebody outside was asked for what they had done already, or was not heard when they had. */
  askedTwiceOutside: number;
  /** Orders of the companies with their stories. */
  stories: number;
  /** Facts of the feed that everybody who follows heard. */
  facts: number;
  restedAfterMs: number;
};

type Wish = {
  seed: number;
  /** For so long faults strike. */
  lengthMs: number;
  /** Between two of them, the least and the most. */
  paceMs?: readonly [number, number];
  say: (line: string) => void;
  /** Nobody wants to know any more: everything is cleared away. */
  interrupted?: AbortSignal;
};

/** Where processes die, by place, and at which time they come there. */
const points: Record<string, Death[]> = {
  api: [
    { label: "intents.before-call", times: 3 },
    { label: "intents.after-call", times: 3 },
    { label: "incoming.before-answer", times: 6 },
  ],
  all: [
    { label: "integrations.after-answer", times: 10 },
    { label: "consumers.before-commit", times: 10 },
    { label: "subscriptions.before-commit", times: 8 },
  ],
  worker: [
    { label: "jobs.after-call", times: 20 },
    { label: "jobs.before-commit", times: 20 },
    { label: "jobs.after-commit", times: 20 },
  ],
};

/** @throws when it is interrupted, or nothing could be started */
export async function survive(wish: Wish): Promise<Survived> {
  const { seed, lengthMs, interrupted } = wish;
  const world = await openWorld(seed, deathsOf(seed, lengthMs));
  const interruption = Promise.withResolvers<never>();
  const interrupt = (): void => interruption.reject(new Error("interrupted"));
  interruption.promise.catch(() => {}); // nobody may be waiting any more
  interrupted?.addEventListener("abort", interrupt);
  if (interrupted?.aborted) interrupt();
  try {
    return await Promise.race([surviveIn(world, wish), interruption.promise]);
  } finally {
    await world.close();
  }
}

async function surviveIn(world: World, { seed, lengthMs, paceMs, say }: Wish): Promise<Survived> {
  const load = await openLoad(world);
  world.behaveBadly();
  const over = new AbortController();
  const hurrying = keepHurrying(world, over.signal);
  const began = performance.now();
  const strikes = schedule(seed, lengthMs, paceMs);
  await strikeAll(world, strikes, load, say);
  await restOf(lengthMs - (performance.now() - began), load);
  await everyPointReached(world, load);
  say(`${seconds(began)}  the last fault is over; ${load.done.length} deeds so far`);
  await load.stop();
  const stopped = performance.now();
  const left = await rested(world);
  const restedAfterMs = performance.now() - stopped;
  say(`${seconds(began)}  ${left.length === 0 ? "everybody is at rest" : "nobody comes to rest"}`);
  over.abort();
  await hurrying;
  const wrong = [...left, ...(await judged(world, load))];
  say(`${seconds(began)}  looked at everything`);
  const struck = new Map<string, number>();
  for (const { kind } of strikes) struck.set(kind, (struck.get(kind) ?? 0) + 1);
  return {
    ...{ wrong, struck, died: world.fleet.died, deeds: load.done.length, restedAfterMs },
    askedAgain: load.done.filter(({ attempts }) => attempts > 1).length,
    askedTwiceOutside: askedTwice(world),
    stories: [...load.told.values()].flat().length,
    facts: load.followers[0]?.told().length ?? 0,
  };
}

function askedTwice({ companies, resend }: World): number {
  const atStripe = companies.flatMap(({ stripe }) => stripe.log.filter(({ replayed }) => replayed));
  const atErp = companies.flatMap(({ erp }) =>
    erp.log.filter(({ committed, answered }) => committed !== undefined && answered !== 200),
  );
  return atStripe.length + atErp.length + resend.calls.filter(({ replayed }) => replayed).length;
}

/** Every point once, in any order, and then any of them as long as it takes. */
function deathsOf(seed: number, lengthMs: number): Record<string, Death[]> {
  const chance = random(seed, "deaths");
  return Object.fromEntries(
    Object.entries(points).map(([place, its]) => {
      const more = Array.from({ length: Math.floor(lengthMs / 20_000) - its.length }, () => ({
        label: chance.oneOf(its).label,
        times: Math.round(chance.between(10, 80)),
      }));
      return [place, [...chance.shuffled(its), ...more]];
    }),
  );
}

/** Each at its time; what strikes the same place waits until the one before is over. */
async function strikeAll(world: World, strikes: Strike[], load: Load, say: Wish["say"]): Promise<void> {
  const began = performance.now();
  const before = new Map<string, Promise<void>>();
  for (const one of strikes) {
    await pace(Math.max(0, one.atMs - (performance.now() - began)));
    if (load.gaveUp.length > 0) break;
    const strikeNow = async (): Promise<void> => {
      const at = seconds(began);
      const whom = await strike(world, one).catch((error: Error) => {
        load.gaveUp.push(`${one.kind}: ${error.message} ${error.cause ?? ""}`);
        return "and that failed";
      });
      say(`${at}  ${one.kind}${whom === "" ? "" : `: ${whom}`}`);
    };
    before.set(placeOf(one.kind), (before.get(placeOf(one.kind)) ?? Promise.resolve()).then(strikeNow));
  }
  await Promise.all(before.values());
}

/** What is left of its time, while nothing strikes any more. */
async function restOf(ms: number, load: Load): Promise<void> {
  if (load.gaveUp.length === 0) await pace(Math.max(0, ms));
}

async function everyPointReached({ fleet }: World, load: Load): Promise<void> {
  const missing = async () => {
    const points = await killPoints();
    return points.filter((label) => !fleet.died.includes(label));
  };
  const reached = async () => load.gaveUp.length > 0 || (await missing()).length === 0;
  await until("every labelled point to be reached", reached, 60_000).catch(async () => {
    load.gaveUp.push(`nobody came to ${(await missing()).join(", ")}`);
  });
}

async function keepHurrying(world: World, over: AbortSignal): Promise<void> {
  let buried = 0;
  while (!over.aborted) {
    await pace(250);
    if (world.outside.away) continue; // tries are counted
    const deaths = world.fleet.died.length + world.fleet.shot;
    const hurried = await hurry(world, deaths > buried).then(
      () => true,
      () => false, // a deadlock, or nobody is there: another time
    );
    if (hurried) buried = deaths;
  }
}

/** @returns what does not come to its end, in sentences */
async function rested(world: World): Promise<string[]> {
  let left: unknown[] = [];
  const quiet = async (): Promise<boolean> => {
    left = await underWay(world);
    return left.length === 0 && world.fleet.full();
  };
  return await until("everybody to be at rest", quiet, 120_000).then(
    () => [],
    (error: Error) => [`${error.message}: ${JSON.stringify(left)}`],
  );
}

async function judged(world: World, load: Load): Promise<string[]> {
  const { run, life, shop, fleet, resend } = world;
  const expected = expectedOf(load.done, load.shelf);
  const told = [...load.told.values()].flat();
  const wrong = [
    ...load.gaveUp,
    ...fleet.crashed.map((how) => `a process ended by itself: ${how}`),
    ...(await wrongDeeds(run, life.organization, expected)),
    ...(await wrongStock(run, life.organization, load.shelf, expected)),
    ...(await wrongReplays(shop, load.done)),
    ...(await wrongAccounts(run, load.accounts)),
    ...(await wrongSessions(world, load)),
    ...(await wrongOrders(run, told)),
    ...(await wrongMails(run, resend, told)),
    ...(await wrongInbox(run, told)),
  ];
  for (const [company, its] of load.told)
    wrong.push(
      ...(await wrongMoney(run, company, its)),
      ...(await wrongInErp(run, company, its)),
      ...(await wrongDeliveries(run, company)),
    );
  wrong.push(...(await heard(world, load)));
  await assertInvariants(life.adminUrl).catch((error: Error) => wrong.push(error.message));
  return wrong;
}

/** Whoever was honest is still logged in, and goes on. */
async function wrongSessions({ run, shop }: World, { held, excused }: Load): Promise<string[]> {
  const wrong = await endedSessions(run, excused);
  for (const one of held) {
    await refresh(shop, one).catch((error: Error) => wrong.push(error.message));
    const { status } = await askAt(shop.url, "GET", "/v1/me", { key: one.accessToken });
    if (status !== 200) wrong.push(`who was told that they are logged in was answered ${status}`);
  }
  return wrong;
}

/** Everybody who follows has a moment to hear the last of it. */
async function heard({ run, life }: World, { followers }: Load): Promise<string[]> {
  const rows = await run("select id from plinth.events where organization_id = $1 order by seq", [
    life.organization,
  ]);
  const all = () => followers.every((follower) => follower.told().length >= rows.length);
  await until("everybody to have heard everything", all, 30_000).catch(() => {}); // who has not is named below
  await Promise.all(followers.map((follower) => follower.end()));
  return wrongStreams(
    followers,
    rows.map(({ id }) => String(id)),
  );
}

const seconds = (began: number): string =>
  `${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s`;
