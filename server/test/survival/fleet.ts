/** Server processes that die where a test wants it, and anywhere else, and are started anew until it is over. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "#harness/free-port";
import { pace } from "#harness/until";

const entry = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** The process dies when it comes to this kill point for the so-manieth time. */
export type Death = { label: string; times: number };

export type Fleet = {
  /** Where requests go, whichever process listens there. */
  url: string;
  /** All places: it, and those that work beside it. */
  urls: string[];
  /** By the names that the plan gave them. */
  places: Record<string, Place>;
  /** The labels at which processes died, in order. */
  died: string[];
  /** How many were killed from outside. */
  shot: number;
  /** Processes that ended in another way than they were meant to. */
  crashed: string[];
  /** The labels at which nobody has died yet. */
  left(): string[];
  /** Whether every place is taken by somebody who listens. */
  full(): boolean;
  /** SIGKILL to one of those that live, or to the one that is named. */
  shoot(name?: string): void;
  /** SIGSTOP: it keeps its sockets, and says and hears nothing. @returns what wakes it, if it lives until then */
  freeze(name: string): () => void;
  /** What the process takes for now is so much ahead of it, for as long as it lives. */
  setClock(name: string, aheadMs: number): void;
  /** Nobody is started, and no end counts, until the answer resolves. */
  hold(until: Promise<void>): void;
  end(): Promise<void>;
};

type Place = {
  name: string;
  port: number;
  deaths: Death[];
  child: ChildProcess | undefined;
  listens: boolean;
  shot: boolean;
};

/** Who did not come to listen tries again after a while, as whatever watches processes has them do. */
const tryAgainMs = 300;

/**
 * A place for each name of the plan; the first is the one that is asked. As soon as a process has died the next one takes
 * its place, armed with the next death; one that was killed before it came to its own leaves that to its successor.
 * @param plan.<name> the deaths that are died there, in order
 * @param ofPlace what only the processes of that place are told, beside the environment
 */
export async function startFleet(
  environment: Record<string, string>,
  plan: Record<string, Death[]>,
  ofPlace: (name: string, port: number) => Promise<Record<string, string>> = async () => ({}),
): Promise<Fleet> {
  const places: Place[] = [];
  const told = new Map<Place, Record<string, string>>();
  for (const [name, deaths] of Object.entries(plan)) {
    const port = await freePort();
    const place = { name, port, deaths: [...deaths], child: undefined, listens: false, shot: false };
    places.push(place);
    told.set(place, { ...environment, ...(await ofPlace(name, port)) });
  }
  const ending = new AbortController();
  let away: Promise<void> | undefined;

  const liveAndDie = async (at: Place): Promise<void> => {
    while (!ending.signal.aborted) {
      await away;
      const [death] = at.deaths;
      const child = spawnServer(told.get(at) ?? {}, at.port, death, () => {
        at.listens = true;
      });
      Object.assign(at, { child, shot: false });
      const [code, signal] = await once(child, "exit");
      const listened = at.listens;
      at.listens = false;
      if (ending.signal.aborted || away !== undefined) continue;
      if (at.shot) fleet.shot++;
      else if (signal === "SIGKILL" && death !== undefined) fleet.died.push(at.deaths.shift()?.label ?? "");
      else if (listened) fleet.crashed.push(`${code ?? signal} on the way to ${death?.label ?? "nowhere"}`);
      else await pace(tryAgainMs);
    }
  };
  const lives = (child: ChildProcess | undefined) => child?.exitCode === null && child.signalCode === null;
  const at = (name: string): Place => {
    const place = places.find((one) => one.name === name);
    if (place === undefined) throw new Error(`the fleet has no place ${name}`);
    return place;
  };

  const fleet: Fleet = {
    url: `http://127.0.0.1:${places[0]?.port}`,
    urls: places.map(({ port }) => `http://127.0.0.1:${port}`),
    places: Object.fromEntries(places.map((place) => [place.name, place])),
    ...{ died: [], shot: 0, crashed: [] },
    left: () => places.flatMap(({ deaths }) => deaths.map(({ label }) => label)),
    full: () => places.every(({ listens }) => listens),
    shoot(name) {
      const living = places.filter(({ child }) => lives(child));
      const victim = name === undefined ? living[Math.floor(Math.random() * living.length)] : at(name);
      if (victim === undefined || !lives(victim.child)) return;
      victim.shot = true;
      victim.child?.kill("SIGKILL");
    },
    freeze(name) {
      const { child } = at(name);
      child?.kill("SIGSTOP");
      return () => void child?.kill("SIGCONT");
    },
    setClock(name, aheadMs) {
      const { child } = at(name);
      if (child?.connected) child.send(aheadMs, () => {}); // who has died has no clock
    },
    hold(until) {
      away = until.finally(() => {
        away = undefined;
      });
    },
    async end() {
      ending.abort();
      for (const { child } of places) child?.kill("SIGKILL");
      await Promise.all(living);
    },
  };
  const living = places.map(liveAndDie);
  return fleet;
}

function spawnServer(
  environment: Record<string, string>,
  port: number,
  death: Death | undefined,
  listens: () => void,
): ChildProcess {
  const child = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      ...environment,
      LISTEN_PORT: String(port),
      PLINTH_TEST_BUILD: "1",
      PLINTH_KILL_AT: death?.label ?? "none",
      PLINTH_KILL_AFTER: String(death?.times ?? 1),
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout !== null) createInterface(child.stdout).on("line", listens);
  return child;
}

/** Every label that the code has. */
export async function killPoints(): Promise<string[]> {
  const labels = new Set<string>();
  for (const entry of await readdir(sources, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
    const text = await readFile(`${entry.parentPath}/${entry.name}`, "utf8");
    for (const [, label = ""] of text.matchAll(/\bkillPoint\("([^"]+)"\)/g)) labels.add(label);
  }
  return [...labels].sort();
}
