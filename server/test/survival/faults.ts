/** How each fault of a schedule strikes, and how it ends. */
import { execFileSync } from "node:child_process";
import { execute } from "#harness/execute";
import { pace, until } from "#harness/until";
import type { Kind, Strike } from "./schedule.ts";
import type { World } from "./world.ts";

/** Strikes, lasts for as long as it is meant to, and ends. @returns whom or what it struck, in a few words */
type Fault = (world: World, strike: Strike) => Promise<string>;

export const strike: Fault = (world, one) => faults[one.kind](world, one);

const faults: Record<Kind, Fault> = {
  async "a process is killed"({ fleet }, { whom }) {
    const name = chosen(["api", "all"], whom);
    fleet.shoot(name);
    return name;
  },
  async "the worker is killed"({ fleet }) {
    fleet.shoot("worker");
    return "worker";
  },
  async "PostgreSQL is killed"(world) {
    await withoutPostgres(world, () => world.life.killPostgres());
    return "";
  },
  async "everything is killed at once"(world) {
    await withoutPostgres(world, async () => {
      for (const name of Object.keys(world.fleet.places)) world.fleet.shoot(name);
      await world.life.killPostgres();
    });
    return "";
  },
  async "a process stands still"({ fleet }, { whom, forMs }) {
    const name = chosen(["api", "all"], whom);
    const wake = fleet.freeze(name);
    await pace(forMs);
    wake();
    return `${name} ${forMs} ms`;
  },
  async "the worker stands still for longer than its jobs are its own"({ fleet }, { forMs }) {
    const wake = fleet.freeze("worker");
    await pace(forMs);
    wake();
    return `${forMs} ms`;
  },
  async "PostgreSQL stands still"({ life }, { forMs }) {
    const stopped = await life.postgresProcesses();
    signal(stopped, "SIGSTOP");
    await pace(forMs);
    signal(stopped.reverse(), "SIGCONT");
    return `${stopped.length} processes, ${forMs} ms`;
  },
  /**
   * No file of PostgreSQL's may be written beyond its beginning: as when the disk with its log is full, it panics, cannot
   * recover either, and comes back when there is room. What this cannot show is a full disk beside a log that has room:
   * then single statements fail and the server lives.
   */
  async "the disk is full"(world, { forMs }) {
    const { life } = world;
    await withoutPostgres(world, async () => {
      await limitFiles(life, String(fullBytes));
      await pace(forMs);
      await limitFiles(life, "unlimited");
    });
    return `${forMs} ms`;
  },
  async "links to PostgreSQL break"({ databaseLinks }, { whom }) {
    const [name, links] = chosenOf(databaseLinks, whom);
    links.cutOff(...links.connected());
    links.mend();
    return `of ${name}`;
  },
  async "links to PostgreSQL fall silent"({ databaseLinks }, { whom, forMs }) {
    const [name, links] = chosenOf(databaseLinks, whom);
    links.silence(...links.connected());
    await pace(forMs);
    links.mend();
    return `of ${name}, ${forMs} ms`;
  },
  async "links to PostgreSQL are forgotten"({ databaseLinks }, { whom }) {
    const [name, links] = chosenOf(databaseLinks, whom);
    links.forget(...links.connected());
    return `of ${name}`;
  },
  async "links of clients break"({ clientLinks }, { whom }) {
    const [name, links] = chosenOf(clientLinks, whom);
    links.breakAll();
    return `to ${name}`;
  },
  async "links of clients fall silent"({ clientLinks }, { whom, forMs }) {
    const [name, links] = chosenOf(clientLinks, whom);
    const speakAgain = links.silence();
    await pace(forMs);
    speakAgain();
    return `to ${name}, ${forMs} ms`;
  },
  async "links of clients are forgotten"({ clientLinks }, { whom, forMs }) {
    const [name, links] = chosenOf(clientLinks, whom);
    const clientsNotice = links.forget();
    await pace(forMs);
    clientsNotice();
    return `to ${name}, ${forMs} ms`;
  },
  "a clock goes ahead": (world, strike) => jump(world, strike, 1),
  "a clock goes back": (world, strike) => jump(world, strike, -1),
  async "the world outside is away"({ outside, companies, resend }, { forMs }) {
    outside.away = true;
    for (const { stripe } of companies)
      for (let call = 0; call < 4; call++) stripe.hostile.next("POST /v1/", "500");
    resend.next(...Array<"500">(4).fill("500"));
    const beDown = setInterval(() => {
      for (const { erp } of companies) erp.hostility.next = Array(20).fill("down");
    }, 50);
    await pace(forMs);
    clearInterval(beDown);
    for (const { erp } of companies) erp.hostility.next = [];
    outside.away = false;
    return `${forMs} ms`;
  },
  async "the world outside is slow"({ companies }, { forMs, whom }) {
    const slowMs = Math.round(200 + whom * 1_500);
    for (const { erp } of companies) erp.hostility.slowMs = slowMs;
    await pace(forMs);
    for (const { erp } of companies) erp.hostility.slowMs = 0;
    return `by ${slowMs} ms, ${forMs} ms`;
  },
};

/** So many bytes fit into each file while the disk is full. */
const fullBytes = 65_536;

/** Nobody starts while it is not there, and afterwards it is, whether it came back by itself or must be started. */
async function withoutPostgres({ fleet, life }: World, deed: () => Promise<void>): Promise<void> {
  const back = Promise.withResolvers<void>();
  fleet.hold(back.promise);
  try {
    await deed();
    await until("PostgreSQL to serve again", () => answers(life), 60_000);
  } finally {
    back.resolve();
  }
}

async function answers(life: World["life"]): Promise<boolean> {
  const running = await life.postgresProcesses();
  if (running.length === 0) await life.startPostgres();
  return await execute(life.adminUrl, "select 1").then(
    () => true,
    () => false,
  );
}

async function limitFiles(life: World["life"], bytes: string): Promise<void> {
  for (const pid of await life.postgresProcesses())
    try {
      execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`], { stdio: "ignore" });
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") throw error; // else it has ended meanwhile
    }
}

async function jump({ fleet }: World, { whom, forMs }: Strike, direction: number): Promise<string> {
  const name = chosen(["api", "all", "worker"], whom);
  const seconds = direction * chosen([2, 45, 90, 3_600], (whom * 3) % 1);
  fleet.setClock(name, seconds * 1_000);
  await pace(forMs);
  fleet.setClock(name, 0);
  return `${name} by ${seconds} s, ${forMs} ms`;
}

function chosen<One>(these: readonly One[], whom: number): One {
  const one = these[Math.floor(whom * these.length)];
  if (one === undefined) throw new Error("nobody is there whom it could strike");
  return one;
}

function chosenOf<One>(these: Record<string, One>, whom: number): [name: string, one: One] {
  return chosen(Object.entries(these), whom);
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch {
      // it has ended meanwhile
    }
}
