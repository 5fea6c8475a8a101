/** A job: declared with its words, its input and its deed; added by a deed in its own transaction, done later. */
import type { Static, TObject } from "typebox";
import { Check } from "typebox/value";
import type { Context } from "#platform/access";
import type { Clock } from "#platform/clock";
import type { Database, Look, SystemTx, Tx } from "#platform/db";
import type { Transport } from "#platform/mail";
import type { Outbound } from "#platform/outbound";
import type { KeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";
import { GiveUp, type Retry, usualRetry } from "./ends.ts";
import { addJob, addJobs, type NewJob } from "./enqueue.ts";

/** What a job may reach besides its transaction. */
export type JobServices = {
  /** `replays`: how often a person had it tried anew. What the outside keeps of a call may be forgotten by then. */
  job: { id: string; kind: string; attempt: number; enqueuedAt: Date; replays: number };
  /** The way out of the house. */
  outbound: Pick<Outbound, "call" | "fetch" | "objection">;
  /** How mails leave. */
  transport: Transport;
  keyRing: KeyRing;
  /** Where people reach this installation: an origin. */
  publicUrl: string;
  /** One read under the job's context. */
  read: Database["read"];
  /** Reads that may take a while, where they hold nobody up. */
  look: Look;
  logger: Pick<Logger, "error" | "warn">;
  clock: Clock;
  /** Aborts when the job takes too long, its lease is lost, or the process stops. */
  signal: AbortSignal;
  /** The key by which the outside recognizes a repetition: the same at every attempt of this job. */
  callKey: string;
};

export type EnqueueOptions = {
  /** Not before this moment. */
  runAt?: Date;
  /** Larger is sooner, within the organization; 0 is usual. */
  priority?: number;
  /** One job of the kind per key, for as long as the row is kept. */
  unique?: string;
  /**
   * Jobs that share it are done one at a time, in the order in which they were added; a retry holds the later ones, a dead
   * letter does not. The order is that of causes only where it comes from the feed, or behind the lock of the subject.
   */
  serial?: string;
  /** The destination that it speaks to: left alone while that is paused or its breaker is open. */
  destination?: string;
};

/** An attempt that did not succeed. */
export type FailedAttempt = {
  organizationId: string;
  /** Counts from 1. */
  attempt: number;
  /** Whether it used an attempt up: one that was only put off was not made. */
  counted: boolean;
  /** It was the last one: the job is a dead letter. */
  gone: boolean;
  code: string;
  detail: string;
  /** What was thrown; undefined when the process that did it ended in the middle. */
  error: unknown;
  at: Date;
};

/** One of those that are done together. */
export type Given<Input> = { organizationId: string; input: Input };

type Definition<Input extends TObject, Prepared, Found> = {
  /** `order.send-confirmation`: what it is about, and what it does. */
  name: string;
  describe: string;
  /** Ids and plain figures: it is shown to whoever reads jobs, and kept. */
  input: Input;
  /** Which workers do it; `default` unless said otherwise. */
  queue?: string;
  retry?: Partial<Retry>;
  /** An attempt is cut off after this long; a minute unless said otherwise. */
  withinMs?: number;
  /** What it is about, for lists and timelines. */
  subject?(input: Static<Input>): { type: string; id: string };
  /** Also of an organization that is suspended: what came in from outside is not lost. */
  whileSuspended?: true;
  /**
   * What `prepare` needs of the database, read for all that were taken together, of any organizations. As the system: it
   * names them itself. @returns in the same order
   */
  gather?(read: Database["system"], jobs: Given<Static<Input>>[], at: Date): Promise<Found[]>;
  /** The outside call: no connection is held. May be repeated, also after it succeeded: it travels with `callKey`. */
  prepare?(context: Context, input: Static<Input>, services: JobServices, found: Found): Promise<Prepared>;
  /** Its effect, in the transaction in which it is marked done: both or neither. */
  run?(context: Context, tx: Tx, input: Static<Input>, prepared: Prepared): Promise<void>;
  /**
   * `run` in the set form: the effects of all that are ready at the same moment, of any organizations, in the one
   * transaction that marks them done. As the system: it names the organizations itself, and leaves no facts. When it
   * throws, each is written alone, so that one of them spoils nothing for the others.
   */
  runAll?(tx: SystemTx, done: (Given<Static<Input>> & { prepared: Prepared })[], at: Date): Promise<void>;
  /**
   * What is kept of an attempt that failed, in the transaction in which it is put off or given up: both or neither. As
   * the system: it names the organization itself, and leaves no facts.
   */
  failed?(tx: SystemTx, input: Static<Input>, attempt: FailedAttempt): Promise<void>;
};

// the erased form, which workers handle
export type Job = {
  name: string;
  describe: string;
  queue: string;
  retry: Retry;
  withinMs: number;
  whileSuspended: boolean;
  /** Of an input, as a row of the table. @throws for an input that does not fit: the caller's mistake */
  row(input: object, options?: EnqueueOptions): NewJob;
  /** What is kept of its input. @throws `GiveUp` for what does not fit: an older version's, or an event's that could not be read */
  read(payload: string): unknown;
  gather: ((read: Database["system"], jobs: Given<unknown>[], at: Date) => Promise<unknown[]>) | undefined;
  prepare:
    | ((context: Context, input: unknown, services: JobServices, found?: unknown) => Promise<unknown>)
    | undefined;
  run: ((context: Context, tx: Tx, input: unknown, prepared: unknown) => Promise<void>) | undefined;
  runAll:
    | ((tx: SystemTx, done: (Given<unknown> & { prepared: unknown })[], at: Date) => Promise<void>)
    | undefined;
  /** @param payload what is kept of its input; of what cannot be read nothing is kept */
  failed(tx: SystemTx, payload: string, attempt: FailedAttempt): Promise<void>;
};

export type DefinedJob<Input> = Job & {
  /** Adds it with the commit of the deed. */
  enqueue(tx: Tx, input: Input, options?: EnqueueOptions): void;
  /** The same for a consumer of the feed, and other work of the system's own. */
  enqueueFor(tx: SystemTx, organizationId: string, input: Input, options?: EnqueueOptions): Promise<void>;
};

const known = new Set<string>();
/** As the table has it. */
const longestKey = 200;
const tooLong = (key: string | undefined) => key !== undefined && key.length > longestKey;

/** @throws at start-up when the name is taken or not plain, or it does nothing. */
export function defineJob<Input extends TObject, Prepared = undefined, Found = undefined>(
  definition: Definition<Input, Prepared, Found>,
): DefinedJob<Static<Input>> {
  const { name, describe, input, queue = "default", retry, withinMs = 60_000, subject } = definition;
  if (!/^[a-z_]+\.[a-z]+(-[a-z]+)*$/.test(name))
    throw new Error(`the job "${name}" is not named like "thing.send-word"`);
  if (known.has(name)) throw new Error(`the job "${name}" is declared twice`);
  if (describe.length < 10) throw new Error(`the job "${name}" has no description`);
  const { prepare, run, runAll } = definition;
  if (prepare === undefined && run === undefined && runAll === undefined)
    throw new Error(`the job "${name}" does nothing`);
  if (run !== undefined && runAll !== undefined) throw new Error(`the job "${name}" is done in two ways`);
  known.add(name);
  const tries = { ...usualRetry, ...retry };

  const row = (given: object, options: EnqueueOptions = {}): NewJob => {
    if (!Check(input, given)) throw new Error(`the job "${name}" was given what does not fit its input`);
    if (tooLong(options.unique) || tooLong(options.serial))
      throw new Error(`a key of a job "${name}" is too long`);
    const about = subject?.(given as Static<Input>);
    return {
      kind: name,
      queue,
      payload: JSON.stringify(given),
      priority: options.priority ?? 0,
      unique_key: options.unique ?? null,
      serial_key: options.serial ?? null,
      destination_id: options.destination ?? null,
      subject_type: about?.type ?? null,
      subject_id: about?.id ?? null,
      most_attempts: tries.attempts,
      run_at: options.runAt?.toISOString() ?? null,
    };
  };
  return {
    name,
    describe,
    queue,
    retry: tries,
    withinMs,
    whileSuspended: definition.whileSuspended ?? false,
    row,
    read(payload) {
      const kept: unknown = JSON.parse(payload);
      if (Check(input, kept)) return kept;
      throw new GiveUp(
        "unreadable_input",
        "What is kept of its input does not fit this version of the program.",
      );
    },
    // the input was checked against the job's own schema when it was added
    gather: definition.gather as Job["gather"],
    prepare: prepare as Job["prepare"],
    run: run as Job["run"],
    runAll: runAll as Job["runAll"],
    async failed(tx, payload, attempt) {
      if (definition.failed === undefined) return;
      const kept: unknown = JSON.parse(payload);
      if (Check(input, kept)) await definition.failed(tx, kept, attempt);
    },
    enqueue: (tx, given, options) => addJob(tx, row(given, options)),
    enqueueFor: (tx, organizationId, given, options) =>
      addJobs(tx, [{ ...row(given, options), organization_id: organizationId }]).then(() => {}),
  };
}
