/** The load generator: a process of its own that keeps every connection busy with one request at a time. */
import { HttpConnection } from "./http-connection.ts";
import { type Asked, type Ground, type Workload, workloads } from "./workloads.ts";

export type Load = { workload: string; ground: Ground; seconds: number };
export type Loaded = {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not right, and the first of them. */
  errors: number;
  firstError: string | undefined;
};

/** Every n-th answer is read and judged; the others only by their status, so that judging costs little. */
const judgedEvery = 500;

process.on("message", async (load: Load) => {
  process.send?.(await generate(load));
});

async function generate({ workload: name, ground, seconds }: Load): Promise<Loaded> {
  const workload = workloads.find((each) => each.name === name);
  if (workload === undefined) throw new Error(`there is no workload "${name}"`);
  const connections = await Promise.all(
    Array.from({ length: workload.connections }, () => HttpConnection.open(ground.port)),
  );
  const ledger = new Ledger();
  const startedAt = performance.now();
  await Promise.all(
    connections.map((connection) =>
      keepBusy(connection, workload, ground, startedAt + seconds * 1_000, ledger),
    ),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  for (const connection of connections) connection.close();
  return ledger.sum(elapsed);
}

async function keepBusy(
  connection: HttpConnection,
  workload: Workload,
  ground: Ground,
  until: number,
  ledger: Ledger,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const next = (): void => {
      const asked = workload.ask(ground);
      const sentAt = performance.now();
      connection.send(
        asked.request,
        ({ status, body }) => {
          const now = performance.now();
          ledger.note(now - sentAt, verdict(workload, asked, status, body, ledger.requests));
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
function verdict(
  workload: Workload,
  asked: Asked,
  status: number,
  body: () => string,
  count: number,
): string | undefined {
  if (status !== workload.status) return `${status} ${body()}`;
  if (count % judgedEvery === 0 && !asked.right(body()))
    return `not the right answer: ${body().slice(0, 300)}`;
  return undefined;
}

class Ledger {
  requests = 0;
  #errors = 0;
  #firstError: string | undefined;
  #milliseconds: number[] = [];

  note(ms: number, error: string | undefined): void {
    this.requests++;
    this.#milliseconds.push(ms);
    if (error === undefined) return;
    this.#errors++;
    this.#firstError ??= error;
  }

  sum(seconds: number): Loaded {
    const sorted = Float64Array.from(this.#milliseconds).sort();
    const percentile = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      requests: this.requests,
      seconds,
      p50Ms: percentile(0.5),
      p99Ms: percentile(0.99),
      errors: this.#errors,
      firstError: this.#firstError,
    };
  }
}
