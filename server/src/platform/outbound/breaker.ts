/**
 * The circuit breaker of each destination, shared by all processes through its row. Closed, calls go through. After
 * five failures in a row it opens: nobody calls until `retry_at`; then exactly one call probes, over all processes,
 * and what becomes of it closes the breaker or opens it for twice as long. A prober that dies loses its turn when its
 * lease ends.
 *
 * What a process knows of a row is at most a second old. Failures are written at once, and so is a success that ends a
 * row of them; every other success waits for a few seconds, so that health costs no statement per call.
 */
import { LRUCache } from "lru-cache";
import { type Database, type SystemTx, sql } from "#platform/db";
import type { Logger } from "#platform/telemetry";
import { countBreaker, countCache } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";
import {
  type Breaker,
  giveProbeBack,
  type Key,
  type Noted,
  noteAnswered,
  noteFailed,
  type State,
  stateOf,
  takeProbe,
} from "./breaker-queries.ts";
import { OutboundFailure } from "./failure.ts";
import { collectSuccesses } from "./successes.ts";

export const mostFailures = 5;
const firstWaitMs = 5_000;
const longestWaitMs = 600_000;
const knownForMs = 1_000;
/** Behind somebody else's probe: it ends soon, or its lease does. */
const longestLookMs = 5_000;

export type DestinationKey = Key;

export type BreakerChange = Key & {
  kind: string;
  was: Breaker;
  /** `open`: nobody calls for now, also when a probe failed. `closed`: it answers again. */
  breaker: "open" | "closed";
  /** Since when it has not been closed; of one that closes, since when it had not been. */
  openedAt: Date;
  failures: number;
  /** The code of the last failure. */
  lastFailure: string | null;
  ownerUserId: string | null;
};

/** Runs in the transaction that writes the change. What it throws undoes what it wrote, not the change. */
export type OnBreaker = (tx: SystemTx, change: BreakerChange) => Promise<void>;

export type Admission = {
  /** It answered something that is of use. */
  succeeded(): Promise<void>;
  /** @param health what it says of the other side: it does not work, it does (but this was of no use), or nothing */
  failed(failure: OutboundFailure, health: "dead" | "alive" | "unknown"): Promise<void>;
  /** The caller lost interest. */
  abandoned(): Promise<void>;
};

export type BreakerOptions = {
  database: Pick<Database, "system" | "systemTransaction">;
  logger: Logger;
  onBreaker?: OnBreaker | undefined;
};

/** What a process knows of a row: `probeAt` is on its own watch. */
type Seen = State & { probeAt: number };

export function createBreaker({ database, logger, onBreaker }: BreakerOptions) {
  const known = new LRUCache<string, Promise<Seen | undefined>>({ max: 10_000, ttl: knownForMs });
  const count = countCache("breakers", () => known.size);
  const successes = collectSuccesses(database, (error) => unwritten(error));
  const unwritten = (error: unknown) =>
    logger.warn({ err: error }, "what became of a call was not written down");

  const look = (key: Key): Promise<Seen | undefined> => {
    const name = nameOf(key);
    const remembered = known.get(name);
    if (remembered !== undefined) {
      count.hits++;
      return remembered;
    }
    count.misses++;
    const found = database
      .system<State>(stateOf(key))
      .then(([state]) => state && { ...state, probeAt: performance.now() + state.wait_ms });
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  };

  /** What became of a call never makes it fail. */
  const note = async (key: Key, write: (tx: SystemTx) => Promise<Noted[]>): Promise<void> => {
    try {
      const changed = await database.systemTransaction(async (tx) => {
        const [noted] = await write(tx);
        const change = noted === undefined ? undefined : changeOf(key, noted);
        if (change !== undefined) await tell(tx, change);
        return change;
      });
      if (changed === undefined) return;
      countBreaker(changed.breaker);
      const { organizationId, id, kind, breaker, failures, lastFailure } = changed;
      logger.warn(
        { organization: organizationId, destination: id, kind, breaker, failures, failure: lastFailure },
        "a breaker changed",
      );
    } catch (error) {
      unwritten(error);
    } finally {
      known.delete(nameOf(key));
    }
  };

  const tell = async (tx: SystemTx, change: BreakerChange): Promise<void> => {
    if (onBreaker === undefined) return;
    await tx.query(sql`savepoint telling`);
    try {
      await onBreaker(tx, change);
    } catch (error) {
      logger.error({ err: error }, "nobody could be told that a breaker changed");
      await tx.query(sql`rollback to savepoint telling`);
    }
  };

  return {
    /**
     * @param leaseMs after which a probe that said nothing is taken for dead
     * @throws OutboundFailure `paused` or `breaker_open`
     */
    async admit(key: Key, leaseMs: number): Promise<Admission> {
      const state = await look(key);
      const probe = state === undefined ? undefined : await entered(key, state, leaseMs);
      return {
        async succeeded() {
          if (probe === undefined && (state === undefined || state.failures === 0)) return successes.add(key);
          await note(key, (tx) => tx.query(noteAnswered(key, { probe, unfit: undefined })));
        },
        async failed(failure, health) {
          if (health === "alive")
            return note(key, (tx) => tx.query(noteAnswered(key, { probe, unfit: failure.code })));
          await note(key, (tx) =>
            tx.query(
              noteFailed(key, {
                probe,
                code: failure.code,
                counts: health === "dead",
                ...{ mostFailures, firstWaitMs, longestWaitMs },
                jitter: 0.8 + Math.random() * 0.4,
                atLeastMs: failure.retryAfterMs ?? 0,
              }),
            ),
          );
        },
        async abandoned() {
          if (probe === undefined) return;
          await database.system(giveProbeBack(key, probe)).catch(unwritten);
          known.delete(nameOf(key));
        },
      };
    },
    stop: successes.stop,
  };

  /** The id of the probe that this call is; undefined: an ordinary call. */
  async function entered(key: Key, state: Seen, leaseMs: number): Promise<string | undefined> {
    if (state.paused)
      throw new OutboundFailure("paused", "It is paused.", { retryable: true, retryAfterMs: 60_000 });
    if (state.breaker === "closed") return undefined;
    const wait = state.probeAt - performance.now();
    if (wait <= 0) {
      const probe = uuidv7();
      const [taken] = await database.system(takeProbe(key, probe, leaseMs));
      known.delete(nameOf(key));
      if (taken !== undefined) return probe;
    }
    const behindProbe = state.breaker === "half_open" || wait <= 0;
    const retryAfterMs = behindProbe ? Math.min(Math.max(wait, 1_000), longestLookMs) : wait;
    throw new OutboundFailure("breaker_open", "It failed several times in a row and is left alone for now.", {
      retryable: true,
      retryAfterMs: Math.ceil(retryAfterMs),
    });
  }
}

const nameOf = ({ organizationId, id }: Key) => `${organizationId} ${id}`;

function changeOf(key: Key, noted: Noted): BreakerChange | undefined {
  const { was, breaker, kind, failures } = noted;
  const openedAt = breaker === "open" ? noted.opened_at : noted.since;
  if (was === breaker || breaker === "half_open" || openedAt === null) return undefined;
  const { last_failure: lastFailure, owner_user_id: ownerUserId } = noted;
  return { ...key, kind, was, breaker, openedAt, failures, lastFailure, ownerUserId };
}
