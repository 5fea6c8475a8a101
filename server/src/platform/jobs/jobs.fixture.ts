/** What the tests of jobs share: organizations, processes that do jobs, and a look at the table. */
import { type Context, createContext, plainTenant } from "#platform/access";
import { leaveTrail } from "#platform/action";
import { type Clock, systemClock } from "#platform/clock";
import { createDatabase, type Database, sql, type Tx } from "#platform/db";
import { startRelay } from "#platform/events";
import { createKeyRing } from "#platform/secrets";
import { createLogger } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";
import { type DeclaredJobs, type Jobs, type JobsOptions, startJobs } from "./start-jobs.ts";

export type Row = {
  id: string;
  organization_id: string;
  kind: string;
  state: string;
  attempts: number;
  error_code: string | null;
  number: number;
};

export type Dead = { id: string; kind: string; code: string };

export type JobStage = {
  database: Database;
  adminUrl: string;
  /** What was told of jobs that gave up. */
  dead: Dead[];
  /** One deed of an organization, as a verb does it. */
  deed<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A process that does these jobs. */
  start(declared: Partial<DeclaredJobs>, options?: Partial<JobsOptions>): Promise<Jobs>;
  /** All jobs, the oldest first. */
  rows(where?: string): Promise<Row[]>;
  /** Moves committed facts into the feed. */
  relay(): { stop(): Promise<void>; nudge(): void };
  /** Stops all processes and forgets all jobs. */
  clear(): Promise<void>;
  end(): Promise<void>;
};

/** An organization that is nobody's: jobs ask for no more than its id. */
export const organization = (): string => uuidv7();

/** @param mine a database of the test's own @param execute one statement as whoever may do anything there */
export async function jobStage(
  mine: { appUrl: string; systemUrl: string; adminUrl: string; drop(): Promise<void> },
  execute: (url: string, statement: string) => Promise<unknown>,
  clock: Clock = systemClock,
): Promise<JobStage> {
  const database = await createDatabase(mine);
  const started: Jobs[] = [];
  const relays: { stop(): Promise<void> }[] = [];
  const dead: Dead[] = [];
  const contextOf = (organizationId: string): Context =>
    createContext({
      organizationId,
      actor: { kind: "system", id: organizationId, name: "Plinth" },
      permissions: new Set<string>(),
      scope: "all",
      requestId: uuidv7(),
      door: "test",
      clock,
      tenant: plainTenant,
    });
  return {
    database,
    adminUrl: mine.adminUrl,
    dead,
    deed: (organizationId, work) => database.transaction(contextOf(organizationId), work),
    async start(declared, options = {}) {
      const jobs = await startJobs({
        ...{ jobs: [], subscriptions: [], schedules: [], consumers: [], ...declared },
        ...{
          database,
          clock,
          logger: createLogger("silent"),
          keyRing: createKeyRing(["a secret of the tests, long enough"]),
        },
        publicUrl: "http://localhost",
        outbound: {
          call: () => Promise.reject(new Error("nobody calls")),
          fetch: () => fetch,
          objection: () => undefined,
        },
        transport: { send: async () => undefined },
        leaveTrail: (tx) => leaveTrail(tx, []),
        committed: () => {},
        contextsFor: async (ids) => new Map(ids.map((id) => [id, contextOf(id)])),
        timeZones: async () => [],
        becameDead: async (_tx, { id, kind }, { code }) => void dead.push({ id, kind, code }),
        tendEveryMs: 20,
        ...options,
      });
      started.push(jobs);
      return jobs;
    },
    rows: (where = "true") =>
      database.system<Row>({
        ...sql`select 1`,
        name: undefined,
        text: `select id, organization_id, kind, state, attempts, error_code, number from plinth.jobs where ${where} order by number`,
        values: [],
      }),
    relay() {
      const relay = startRelay(database, () => {});
      relays.push(relay);
      return relay;
    },
    async clear() {
      // also of a test that failed before it stopped its own: a relay that goes on keeps the process alive
      await Promise.all(relays.splice(0).map((relay) => relay.stop()));
      await Promise.all(started.splice(0).map((jobs) => jobs.stop(2_000)));
      dead.length = 0;
      await execute(
        mine.adminUrl,
        "truncate plinth.jobs, plinth.job_errors, plinth.consumers, plinth.schedules, plinth.job_queues, plinth.job_lanes, plinth.destinations",
      );
    },
    async end() {
      await database.end();
      await mine.drop();
    },
  };
}
