/** What an application is made of, and what one may do with it. */
import type { FastifyInstance } from "fastify";
import type { Executor } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { CanaryPace } from "#platform/events";
import type { StreamLimits } from "#platform/realtime";
import type { Reads } from "#platform/resource";
import type { Declarations } from "./app-declarations.ts";
import type { Role } from "./app-roles.ts";
import type { ServiceOptions } from "./app-services.ts";

export type App = Declarations & {
  server: FastifyInstance;
  database: Database;
  reads: Reads;
  executor: Executor;
  /**
   * Finishes what is under way, then lets go of the database.
   * @param farewellMs for so long whoever is connected hears with their next answer that it stops; absent: they are cut off
   */
  close(farewellMs?: number): Promise<void>;
};

export type AppOptions = ServiceOptions & {
  appUrl: string;
  systemUrl: string;
  /** What this process is for; absent is everything. */
  role?: Role;
  trustedProxies?: string[];
  metricsToken?: string | undefined;
  clock?: Clock;
  /** That each organization may send, to however many processes; absent or 0: as many as it likes. */
  requestsPerMinute?: number;
  /** What `/metrics` tells; absent: what this process has counted. */
  figures?: () => Promise<string>;
  /** Turns requests away when more come than can be answered; absent: takes them all. 0 is no number set by hand. */
  overload?: { mostInFlight: number };
  /** How many streams of events a caller and an organization may hold open at this process. */
  streamLimits?: Partial<StreamLimits>;
  /** How long the feed keeps events; absent: 400 days. */
  eventsKeptDays?: number;
  /** Watches whether facts come through to the end of the feed; absent: nobody does, as in a command that soon ends. */
  canary?: CanaryPace;
  /** How long a job belongs to a process that is not heard of; absent: half a minute. */
  jobLeaseMs?: number;
};
