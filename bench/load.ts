/** The load generator: a process of its own that keeps every connection busy with one request at a time. */
import { type Heard, HttpConnection } from "./http-connection.ts";
import { Ledger, type Sum } from "./ledger.ts";
import type { Asked, Ground } from "./workload.ts";
import { workloads } from "./workloads.ts";

export type Load = { workload: string; ground: Ground; seconds: number };
export type Loaded = Sum & { seconds: number };

/** Every n-th answer is read and judged; the others only by their status, so that judging costs little. */
const judgedEvery = 500;

process.on("message", async (load: Load) => {
  process.send?.(await generate(load));
});

/** Warm-up and measurement are asked of the same process: what was prepared serves both. */
let prepared: Promise<Ground> | undefined;

async function generate({ workload: name, ground: given, seconds }: Load): Promise<Loaded> {
  const workload = workloads.find((each) => each.name === name);
  if (workload === undefined) throw new Error(`there is no workload "${name}"`);
  prepared ??= workload.prepare?.(given) ?? Promise.resolve(given);
  const ground = await prepared;
  const connections = await Promise.all(
    Array.from({ length: workload.connections }, () => HttpConnection.open(ground.port)),
  );
  const ledger = new Ledger();
  const startedAt = performance.now();
  await Promise.all(
    connections.map((connection, nth) =>
      keepBusy(
        connection,
        () => workload.ask(ground, nth),
        workload.status,
        startedAt + seconds * 1_000,
        ledger,
      ),
    ),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  for (const connection of connections) connection.close();
  return { ...ledger.sum(), seconds: elapsed };
}

async function keepBusy(
  connection: HttpConnection,
  ask: () => Asked,
  status: number,
  until: number,
  ledger: Ledger,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const next = (): void => {
      const asked = ask();
      const sentAt = performance.now();
      connection.send(
        asked.request,
        (heard) => {
          const now = performance.now();
          if (heard.status === status) asked.heard?.(heard.body());
          ledger.note(now - sentAt, verdict(asked, status, heard, ledger.requests));
          if (now < until) next();
          else resolve();
        },
        (error) => {
          ledger.note(performance.now() - sentAt, error.message);
          resolve();
        },
      );
    };
    next();
  });
}

/** What is wrong with the answer, if anything. */
function verdict(asked: Asked, wanted: number, { status, body }: Heard, count: number): string | undefined {
  if (status !== wanted) return `${status} ${body()}`;
  if (count % judgedEvery === 0 && !asked.right(body()))
    return `not the right answer: ${body().slice(0, 300)}`;
  return undefined;
}
