/**
 * A load that does not wait for its answers: so many requests a second arrive, whatever becomes of them, as from people
 * who know nothing of each other. Each is timed from the moment at which it was due, so that a server that stands
 * still for 50 ms is charged for everybody who came meanwhile. Connections that are always busy with one request at
 * a time would only ask less often, and see nothing of it.
 */
import { Connections } from "./connections.ts";
import { Ledger, type Sum } from "./ledger.ts";
import { readOrder } from "./order-read.ts";
import { askAsStranger, askToLogIn } from "./session-workloads.ts";
import type { Asked, Ground } from "./workload.ts";

export type Stream = "reads" | "logins" | "wrong logins" | "wrong logins from everywhere";
export type Offer = { stream: Stream; ground: Ground; perSecond: number; seconds: number };
/** Right answers count as such; `statuses` says how many of which there were, 0 for a broken connection. */
export type Taken = Sum & { statuses: Record<number, number> };

/** What no load may exceed, whatever it was told: this is a measurement and not an attack. */
const most = { perSecond: 20_000, seconds: 60 };
const mostConnections = 128;

process.on("message", async (offer: Offer) => {
  process.send?.(await take(offer));
});

async function take({ stream, ground, perSecond, seconds }: Offer): Promise<Taken> {
  const rate = Math.min(most.perSecond, perSecond);
  const total = Math.max(1, Math.floor(rate * Math.min(most.seconds, seconds)));
  const ask = () =>
    (stream === "reads" ? readOrder : stream === "logins" ? askToLogIn : askAsStranger)(ground);
  const connections = new Connections(
    ground.port,
    mostConnections,
    stream === "wrong logins from everywhere",
  );
  const ledger = new Ledger();
  const statuses: Record<number, number> = {};
  const note = (dueAt: number, status: number, error: string | undefined) => {
    ledger.note(performance.now() - dueAt, error);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };

  const startedAt = performance.now() + 5;
  const underWay: Promise<void>[] = [];
  while (underWay.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * rate) + 1);
    while (underWay.length < due) {
      const dueAt = startedAt + (underWay.length / rate) * 1_000;
      underWay.push(one(connections, ask(), (status, error) => note(dueAt, status, error)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underWay);
  connections.close();
  return { ...ledger.sum(), statuses };
}

async function one(
  connections: Connections,
  asked: Asked,
  note: (status: number, error: string | undefined) => void,
): Promise<void> {
  const connection = await connections.take().catch((error: Error) => error);
  if (connection instanceof Error) {
    note(0, connection.message);
    connections.forget();
    return;
  }
  await new Promise<void>((resolve) => {
    connection.send(
      asked.request,
      ({ status, body }) => {
        note(status, status === 200 && asked.right(body()) ? undefined : `${status} ${body().slice(0, 300)}`);
        connections.giveBack(connection);
        resolve();
      },
      (error) => {
        note(0, error.message);
        connections.forget();
        resolve();
      },
    );
  });
}
