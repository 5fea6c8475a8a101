/**
 * More than a server can answer, and then less: requests arrive at a pace of their own, from people who know nothing of each
 * other, and every one is timed from when it was due. Nobody comes back: what is measured is the server, and not the patience
 * of its clients.
 */
import { Connections } from "./connections.ts";
import { Ledger, type Sum } from "./ledger.ts";
import { type Answered, recovery } from "./recovery.ts";
import type { Asked, Ground } from "./workload.ts";
import { workloads } from "./workloads.ts";

/** @see overload.ts */
export type Surge = {
  workload: string;
  ground: Ground;
  perSecond: number;
  seconds: number;
  /** What comes when it is over. */
  afterwards: { perSecond: number; seconds: number };
};

export type Survived = {
  offeredPerSecond: number;
  /** Right answers within a second of when they were due. */
  inTimePerSecond: number;
  answered: Sum;
  turnedAwayPerSecond: number;
  turnedAway: Sum;
  /** @see recovery.ts */
  recoveredAfterMs: number | undefined;
  /** Neither answered right nor turned away, and the first of them. */
  errors: number;
  firstError: string | undefined;
};

const inTimeMs = 1_000;
const mostConnections = 3_000;
/** What no load may exceed, whatever it was told: this is a measurement and not an attack. */
const most = { perSecond: 30_000, seconds: 60 };

type Ended = Answered & { error: string | undefined };

process.on("message", async (surge: Surge) => {
  process.send?.(await survive(surge));
});

async function survive({ workload: name, ground, perSecond, seconds, afterwards }: Surge): Promise<Survived> {
  const workload = workloads.find((each) => each.name === name);
  if (workload === undefined) throw new Error(`there is no workload "${name}"`);
  const connections = new Connections(ground.port, Math.min(mostConnections, Math.ceil(perSecond * seconds)));
  await connections.open();
  const ended: Ended[] = [];
  const ask = (dueAt: number) => {
    const asked = workload.ask(ground, 0);
    return one(connections, asked, workload.status, (kind, error) => {
      ended.push({ dueAt, ms: performance.now() - dueAt, kind, error });
    });
  };

  const startedAt = performance.now() + 5;
  const during = await arrive(startedAt, perSecond, seconds, ask);
  const overAt = startedAt + seconds * 1_000;
  const after = await arrive(overAt, afterwards.perSecond, afterwards.seconds, ask);
  await Promise.all([...during, ...after]);
  connections.close();
  return told(ended, overAt, seconds, during.length);
}

/** Starts what is due when it is due. @returns what is under way */
async function arrive(
  startedAt: number,
  perSecond: number,
  seconds: number,
  ask: (dueAt: number) => Promise<void>,
): Promise<Promise<void>[]> {
  const rate = Math.min(most.perSecond, perSecond);
  const total = Math.max(1, Math.floor(rate * Math.min(most.seconds, seconds)));
  const underWay: Promise<void>[] = [];
  while (underWay.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate) + 1);
    while (underWay.length < due) underWay.push(ask(startedAt + (underWay.length / rate) * 1_000));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return underWay;
}

async function one(
  connections: Connections,
  { request, right }: Asked,
  wanted: number,
  note: (kind: Ended["kind"], error?: string) => void,
): Promise<void> {
  const connection = await connections.take().catch((error: Error) => error);
  if (connection instanceof Error) {
    note("wrong", connection.message);
    return connections.forget();
  }
  await new Promise<void>((resolve) => {
    connection.send(
      request,
      ({ status, body }) => {
        if (status === wanted && right(body())) note("right");
        else if (status === 503) note("turned away");
        else note("wrong", `${status} ${body().slice(0, 300)}`);
        connections.giveBack(connection);
        resolve();
      },
      (error) => {
        note("wrong", error.message);
        connections.forget();
        resolve();
      },
    );
  });
}

function told(ended: readonly Ended[], overAt: number, seconds: number, offered: number): Survived {
  const during = ended.filter(({ dueAt }) => dueAt < overAt);
  const sumOf = (kind: Ended["kind"]): Sum => {
    const ledger = new Ledger();
    for (const each of during) if (each.kind === kind) ledger.note(each.ms, undefined);
    return ledger.sum();
  };
  const inTime = during.filter(({ kind, ms }) => kind === "right" && ms <= inTimeMs).length;
  const wrong = ended.filter(({ kind }) => kind === "wrong");
  const turnedAway = sumOf("turned away");
  return {
    offeredPerSecond: offered / seconds,
    inTimePerSecond: inTime / seconds,
    answered: sumOf("right"),
    turnedAwayPerSecond: turnedAway.requests / seconds,
    turnedAway,
    recoveredAfterMs: recovery(ended, overAt),
    errors: wrong.length,
    firstError: wrong[0]?.error,
  };
}
