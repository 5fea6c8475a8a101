/** Server processes that die where a test wants it, and anywhere else, and are started anew until it is over. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "#harness/free-port";

const entry = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** The process dies when it comes to this kill point for the so-manieth time. */
export type Death = { label: string; times: number };

export type Fleet = {
  /** Where requests go, whichever process listens there. */
  url: string;
  /** Both places: it, and the one that works beside it. */
  urls: string[];
  /** The labels at which processes died, in order. */
  died: string[];
  /** How many were killed from outside. */
  shot: number;
  /** Processes that ended in another way than they were meant to. */
  crashed: string[];
  /** The labels at which nobody has died yet. */
  left(): string[];
  /** Whether both places are taken by somebody who listens. */
  full(): boolean;
  /** SIGKILL to one of those that live. */
  shoot(): void;
  /** Nobody is started, and no end counts, until the answer resolves. */
  hold(until: Promise<void>): void;
  end(): Promise<void>;
};

type Place = {
  port: number;
  deaths: Death[];
  child: ChildProcess | undefined;
  listens: boolean;
  shot: boolean;
};

/**
 * Two places: one that is asked, and one that works beside it. As soon as a process has died the next one takes its place,
 * armed with the next death; one that was killed before it came to its own leaves that to its successor.
 */
export async function startFleet(
  environment: Record<string, string>,
  plan: { front: Death[]; back: Death[] },
): Promise<Fleet> {
  const place = async (deaths: Death[]): Promise<Place> => ({
    ...{ port: await freePort(), deaths: [...deaths], child: undefined, listens: false, shot: false },
  });
  const front = await place(plan.front);
  const places = [front, await place(plan.back)];
  const ending = new AbortController();
  let away: Promise<void> | undefined;

  const liveAndDie = async (at: Place): Promise<void> => {
    while (!ending.signal.aborted) {
      await away;
      const [death] = at.deaths;
      const child = spawnServer(environment, at.port, death, () => {
        at.listens = true;
      });
      Object.assign(at, { child, shot: false });
      const [code, signal] = await once(child, "exit");
      at.listens = false;
      if (ending.signal.aborted || away !== undefined) continue;
      if (at.shot) fleet.shot++;
      else if (signal === "SIGKILL" && death !== undefined) fleet.died.push(at.deaths.shift()?.label ?? "");
      else fleet.crashed.push(`${code ?? signal} on the way to ${death?.label ?? "nowhere"}`);
    }
  };

  const fleet: Fleet = {
    url: `http://127.0.0.1:${front.port}`,
    urls: places.map(({ port }) => `http://127.0.0.1:${port}`),
    ...{ died: [], shot: 0, crashed: [] },
    left: () => places.flatMap(({ deaths }) => deaths.map(({ label }) => label)),
    full: () => places.every(({ listens }) => listens),
    shoot() {
      const living = places.filter(({ child }) => child?.exitCode === null && child.signalCode === null);
      const victim = living[Math.floor(Math.random() * living.length)];
      if (victim === undefined) return;
      victim.shot = true;
      victim.child?.kill("SIGKILL");
    },
    hold(until) {
      away = until.finally(() => {
        away = undefined;
      });
    },
    async end() {
      ending.abort();
      for (const { child } of places) child?.kill("SIGKILL");
      await Promise.all(lives);
    },
  };
  const lives = places.map(liveAndDie);
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
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface(child.stdout).on("line", listens);
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
