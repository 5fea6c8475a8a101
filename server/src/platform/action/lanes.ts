/**
 * Lanes: single requests of a hot verb are gathered per organization and done as a set, one batch at a time.
 *
 * Rivals for the same stock then do not wait for each other's locks but share one statement. A batch that
 * fails unexpectedly, or meets a stranger's row lock, is done member by member beside the lane, so that
 * innocent members are not held. Measured: 445 orders/s of one organization one per transaction, 1,506 through its lane (bench/RESULTS.md).
 */
import { actorText, idsDigest } from "#platform/access";
import { isConnectionLoss, isTimeout, type Line, OutcomeUnknown } from "#platform/db";
import { overloaded } from "#platform/errors";
import type { Outcome } from "./call.ts";
import type { Action } from "./define-action.ts";
import type { OrganizationCall } from "./run-calls.ts";

const mostPerBatch = 32;
const mostWaiting = 2_000;
/** Fewer batches at once are larger ones: with 64 clients in 20 organizations 12 cost 1,640 µs an order, 3 cost 1,424. */
const batchesAtOnce = 4;
const besideAtOnce = 4;
/** How long a whole batch waits for a stranger's lock before its members go beside the lane. */
const laneLockTimeoutMs = 100;
/** How long one member waits at its first, second, … attempt beside; between them the others have their turn. */
const patienceMs = [20, 100, 400];
/** When a member gives up for good, counted from when it was asked. */
const deadlineMs = 5_000;

type Run = (
  action: Action,
  calls: OrganizationCall[],
  options: { lockTimeoutMs?: number },
) => Promise<Outcome[]>;
type Member = {
  call: OrganizationCall;
  askedAt: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
};
type Lane = { action: Action; waiting: Member[]; running: boolean };

export type Lanes = { do(action: Action, call: OrganizationCall): Promise<Outcome> };

/**
 * @param run does a set of calls in one transaction; what it throws is the cause itself, no problem made of it
 * @param line hears how long calls wait for their batch
 */
export function createLanes(run: Run, line?: Line): Lanes {
  const lanes = new Map<string, Lane>();
  const beside = createGate(besideAtOnce);
  const turn = createGate(batchesAtOnce);
  let waiting = 0;

  // who waits for a stranger's lock goes to the end of the queue again and again, so that it holds nobody else
  const doBeside = async (member: Member, action: Action): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      const lockTimeoutMs = patienceMs[Math.min(attempt, patienceMs.length - 1)] ?? laneLockTimeoutMs;
      try {
        const [outcome] = await beside(() => run(action, [member.call], { lockTimeoutMs }));
        if (outcome === undefined) throw new Error("a call ended without an outcome");
        return member.resolve(outcome);
      } catch (error) {
        if (!isTimeout(error) || performance.now() - member.askedAt > deadlineMs) return member.reject(error);
      }
    }
  };

  const drain = async (key: string, lane: Lane): Promise<void> => {
    // taken only when it is the lane's turn: what arrives until then shares the batch
    while (lane.waiting.length > 0) await turn(() => doBatch(lane));
    lane.running = false;
    lanes.delete(key);
  };

  const doBatch = async (lane: Lane): Promise<void> => {
    const members = takeBatch(lane);
    waiting -= members.length;
    // who comes just before a batch waits for nothing however long the others have: what the first one waited counts
    const [first] = members;
    for (const _ of members) line?.turn(first?.askedAt ?? 0);
    try {
      const calls = members.map(({ call }) => call);
      const outcomes = await run(lane.action, calls, { lockTimeoutMs: laneLockTimeoutMs });
      for (const [i, member] of members.entries()) {
        const outcome = outcomes[i];
        if (outcome === undefined) member.reject(new Error("a set answered fewer outcomes than calls"));
        else member.resolve(outcome);
      }
    } catch (error) {
      // what may have been committed is never repeated blindly, and one alone has nobody to blame but itself
      const final =
        error instanceof OutcomeUnknown ||
        isConnectionLoss(error) ||
        (members.length === 1 && !isTimeout(error));
      for (const member of members) {
        if (final) member.reject(error);
        else void doBeside(member, lane.action);
      }
    }
  };

  return {
    do: (action, call) =>
      new Promise((resolve, reject) => {
        if (waiting >= mostWaiting) {
          const detail = "More is asked of this server than it can do. Nothing was done.";
          return reject(overloaded(detail, { retryAfterSeconds: 1 }));
        }
        const key = laneKey(action, call);
        const lane = lanes.get(key) ?? { action, waiting: [], running: false };
        lanes.set(key, lane);
        const askedAt = line?.join() ?? performance.now();
        lane.waiting.push({ call, askedAt, resolve, reject });
        waiting++;
        if (lane.running) return;
        lane.running = true;
        // what arrives in the same turn of the loop shares the first batch
        setImmediate(() => void drain(key, lane));
      }),
  };
}

/**
 * Actors without a scope share a lane: row policies let them see one another's idempotency records. Of the others one
 * actor has one for each scope: two keys of a service account may see different customers.
 */
function laneKey({ name }: Action, { context }: OrganizationCall): string {
  const { organizationId, scope, actor } = context;
  return `${name} ${organizationId} ${scope === "all" ? "all" : `${actorText(actor)} ${idsDigest(scope)}`}`;
}

/** Two members with one idempotency key never share a batch: the second finds the first one's record. */
function takeBatch(lane: Lane): Member[] {
  const taken: Member[] = [];
  const left: Member[] = [];
  const keys = new Set<string>();
  for (const member of lane.waiting) {
    const { claim, context } = member.call;
    const key = claim === undefined ? undefined : `${actorText(context.actor)} ${claim.key}`;
    if (taken.length >= mostPerBatch || (key !== undefined && keys.has(key))) left.push(member);
    else taken.push(member);
    if (key !== undefined) keys.add(key);
  }
  lane.waiting = left;
  return taken;
}

/** At most `limit` at once; the rest wait in order. */
function createGate(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    inside++;
    try {
      return await work();
    } finally {
      inside--;
      queue.shift()?.();
    }
  };
}
