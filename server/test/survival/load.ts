/** Everybody who uses a world at once: clients who trade, people with their stories, who is logged in, and who follows. */
import { pace } from "#harness/until";
import { graceMs } from "../../src/modules/identity/refresh-token.ts";
import { type Follower, follow } from "./followers.ts";
import { type Held, join, logIn, refresh, seedPeople } from "./honest-people.ts";
import { stories, type Told } from "./story.ts";
import type { Done } from "./stubborn-clients.ts";
import { openShop, type Shelf, trade } from "./trade.ts";
import type { World } from "./world.ts";

export type Load = {
  shelf: Shelf;
  /** What clients were told, in the order in which they were. */
  done: Done[];
  /** Of each company, how the orders of its stories must stand. */
  told: Map<World["companies"][number], Told[]>;
  followers: Follower[];
  /** Sessions as their owners know them. */
  held: Held[];
  /** Sessions of people whose answer was lost, and who were not answered for longer than a lost one is forgiven. */
  excused: string[];
  /** Everybody who has an account, by address. */
  accounts: string[];
  /** What made somebody give up, who never should. */
  gaveUp: string[];
  /** Nobody begins anything new. Resolves when what was begun is settled. */
  stop(): Promise<void>;
};

const traders = 4;
const tellers = 3;
const people = 5;
/** A neighbourhood gets 30 letters of this kind an hour. */
const joiners = 8;
/** They think before they begin the next thing: the machine is to be struck, not to be filled. */
const [thoughtMs, refreshMs] = [200, 400];

export async function openLoad(world: World): Promise<Load> {
  const { shop, clientLinks, companies, life } = world;
  const stopping = new AbortController();
  const emails = await seedPeople(life, people);
  const urls = Object.values(clientLinks).map(({ url }) => url);
  const doors = [["sse"], ["socket"], ["poll"], ["socket", "sse", "poll"]] as const;
  const load: Load = {
    shelf: await openShop(shop),
    ...{ done: [], held: [], excused: [], gaveUp: [], accounts: [...emails] },
    told: new Map(companies.map((company) => [company, []])),
    followers: doors.map((through) =>
      follow(urls, { name: `who follows by ${through.join(", ")}`, doors: [...through], key: life.key }),
    ),
    async stop() {
      stopping.abort();
      await Promise.all(everybody);
    },
  };

  const names = Object.keys(stories);
  let next = 0;
  const tell = async (): Promise<void> => {
    for (let i = next++; !stopping.signal.aborted; i = next++) {
      const company = companies[i % companies.length];
      const story = stories[names[Math.floor(i / companies.length) % names.length] ?? ""];
      if (company === undefined || story === undefined) return;
      world.makeTrouble(company);
      const lines = company.products.map((product_id, p) => ({ product_id, quantity: 1 + ((i + p) % 3) }));
      load.told.get(company)?.push(await story(company, { lines }));
      await pace(thoughtMs);
    }
  };
  const comes = async (email: string): Promise<Held> => {
    const held = await logIn(shop, email);
    load.held.push(held);
    return held;
  };
  const stay = async (email: string, nth: number): Promise<void> => {
    let held = await comes(email);
    for (let times = 1; !stopping.signal.aborted; times++) {
      const askedMs = performance.now();
      const goesOn = await refresh(shop, held).catch((error: Error) => error);
      if (goesOn instanceof Error) {
        if (performance.now() - askedMs <= graceMs) throw goesOn;
        load.excused.push(held.id);
        load.held.splice(load.held.indexOf(held), 1);
        held = await comes(email);
      }
      if (nth === 0 && times % 5 === 0) held = await comes(email);
      await pace(refreshMs);
    }
  };
  const joinOneAfterTheOther = async (): Promise<void> => {
    for (let nth = 0; nth < joiners && !stopping.signal.aborted; nth++) {
      const email = `new-${nth}@people.example`;
      load.accounts.push(email);
      load.held.push(await join(shop, world.letters, email));
      await pace(thoughtMs);
    }
  };
  const everybody = [
    ...Array.from({ length: traders }, (_, nth) =>
      trade(shop, load.shelf, nth, (one) => load.done.push(one), stopping.signal),
    ),
    ...Array.from({ length: tellers }, tell),
    ...emails.map(stay),
    joinOneAfterTheOther(),
  ].map((one) =>
    one.catch((error: Error) => {
      load.gaveUp.push(`somebody gave up: ${error.message}`);
    }),
  );
  return load;
}
