/** Destinations on a real database, and clients that stand for processes which share it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { createDatabase, type Tx } from "#platform/db";
import { createOutbound, type OnBreaker, OutboundFailure, saveDestination } from "#platform/outbound";
import { createLogger } from "#platform/telemetry";
import { organizationContext } from "./contexts.ts";
import { execute } from "./execute.ts";
import { answer, hostileServer } from "./hostile-server.ts";
import { testDatabase } from "./postgres.ts";

export const tables = await testDatabase();
export const database = await createDatabase(tables);
after(async () => {
  await database.end();
  await tables.drop();
});
export const organizationId = randomUUID();

/** What a verb of the organization does. */
export const deed = (work: (tx: Tx) => Promise<void>) =>
  database.transaction(organizationContext(organizationId), work);

/** A client with a memory of its own, as another process has. */
export function startProcess(onBreaker?: OnBreaker) {
  let statements = 0;
  const counted: Parameters<typeof createOutbound>[0]["database"] = {
    system: (statement) => {
      statements++;
      return database.system(statement);
    },
    systemTransaction: (work) => {
      statements++;
      return database.systemTransaction(work);
    },
  };
  const logger = createLogger("silent");
  const outbound = createOutbound({ database: counted, logger, allow: ["127.0.0.1"], onBreaker });
  after(() => outbound.stop());
  return { outbound, statements: () => statements };
}

/** What is answered at a path; nothing: the caller waits. */
export type Behaviour = (path: string) => Buffer | undefined;

/** A destination of the organization on a server of its own. */
export async function place(behave: Behaviour) {
  const place = { behave, id: randomUUID(), hits: 0, waiting: [] as ((answer: Buffer) => void)[] };
  const server = await hostileServer((socket, request) => {
    place.hits++;
    const said = place.behave(request.split(" ")[1] ?? "");
    if (said === undefined) place.waiting.push((later) => socket.write(later));
    else socket.write(said);
  });
  await deed((tx) => saveDestination(tx, { id: place.id, kind: "thing" }));
  const destination = { organizationId, id: place.id };
  return Object.assign(place, {
    destination,
    call: (
      { outbound }: ReturnType<typeof startProcess>,
      more: { timeoutMs?: number; signal?: AbortSignal } = {},
    ) => {
      const { signal, ...limits } = more;
      return outbound
        .call({ destination, method: "POST", url: `${server.origin}/`, body: "{}", ...limits }, signal)
        .then(
          ({ status }) => String(status),
          (error: unknown) => (error instanceof OutboundFailure ? error.code : String(error)),
        );
    },
    refusal: async ({ outbound }: ReturnType<typeof startProcess>): Promise<OutboundFailure> => {
      const call = outbound.call({ destination, method: "POST", url: `${server.origin}/` });
      const error: unknown = await call.then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(error instanceof OutboundFailure, String(error));
      return error;
    },
    async row() {
      const [row] = await execute(
        tables.adminUrl,
        `select breaker, failures, openings, opened_at, retry_at, probe, last_success_at, last_failure,
                hour_successes, hour_failures, earlier_successes, earlier_failures, failure_rate::float8 as failure_rate,
                extract(epoch from retry_at - clock_timestamp())::float8 as wait_s
           from plinth.destinations where id = $1`,
        [place.id],
      );
      return row ?? {};
    },
    /** What is waited for has come. */
    due: (column: "retry_at" | "probing_until" = "retry_at") =>
      execute(tables.adminUrl, `update plinth.destinations set ${column} = now() where id = $1`, [place.id]),
  });
}

export const works: Behaviour = () => answer(200);
export const fails: Behaviour = () => answer(503);

/** One after the other. */
export async function times(count: number, work: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let i = 0; i < count; i++) outcomes.push(await work());
  return outcomes;
}

/** Opens it, and lets its time come. */
export async function opened(behave: Behaviour, onBreaker?: OnBreaker) {
  const there = await place(fails);
  await times(5, () => there.call(startProcess(onBreaker)));
  assert.equal((await there.row()).breaker, "open");
  await there.due();
  there.hits = 0;
  there.behave = behave;
  return there;
}
