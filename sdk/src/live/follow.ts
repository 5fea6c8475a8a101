/**
 * Follows the feed for as long as it is wished: over the best door that works, from the cursor of what was handled.
 * Wherever a connection breaks, the next one begins at that cursor, and what comes twice is dropped; so every door may
 * fail at any moment.
 */
import { anyOf, pause } from "../pause.ts";
import { PlinthProblem } from "../problem.ts";
import { backoffMs } from "../retry.ts";
import type { Transport } from "../transport.ts";
import { Cut, type Door, type Opening, type Timing } from "./door.ts";
import { type Handler, HandlerFailed } from "./handler.ts";
import type { Ladder } from "./ladder.ts";
import { readPage } from "./poll-door.ts";
import type { SubscribeOptions, SubscriptionState } from "./subscription.ts";
import { verdictOn } from "./verdict.ts";

/** What is known between two connections. */
export type Journey = {
  transport: Transport;
  timing: Timing;
  ladder: Ladder;
  handler: Handler;
  onResync: SubscribeOptions["onResync"];
  /** Where to go on. */
  after: string;
  topics: readonly string[] | undefined;
  /** Aborted to leave a connection, not the journey. */
  turn: AbortController;
  closing: AbortSignal;
  tell(state: SubscriptionState): void;
};

/** How often in a row another token may be refused too. */
const mostRefusals = 2;

/** @throws always: the reason of `closing`, or what makes it pointless to go on */
export async function follow(journey: Journey): Promise<never> {
  const { transport, timing, ladder, closing } = journey;
  let failures = 0;
  let refusals = 0;
  let resyncs = 0;

  for (;;) {
    const door = ladder.door();
    const startedAt = performance.now();
    const ended = await connection(journey, door, () => {
      refusals = 0;
      resyncs = 0;
    });
    if (ended instanceof HandlerFailed) throw ended;
    closing.throwIfAborted();
    if (performance.now() - startedAt >= timing.steadyMs) {
      ladder.steady(door);
      failures = 0;
    }
    // a better door or other topics are wished for: at once
    if (journey.turn.signal.aborted) continue;

    const verdict = verdictOn(ended, door.name, transport.credential.renewable);
    if (verdict === "end" || (verdict === "renew" && ++refusals > mostRefusals)) throw ended;
    if (verdict === "resync" && ended instanceof PlinthProblem) {
      if (resyncs++ > 0) await rest(journey, backoffMs(++failures, timing), ended);
      await readAnew(journey, ended);
      continue;
    }
    // what keeps a token from being renewed is met again by the next connection, and judged there
    if (verdict === "renew") await renew(transport).catch(() => {});
    if (verdict === "another door" && ladder.failed(door)) continue;
    if (verdict === "again") ladder.cut(door);
    const asked = ended instanceof PlinthProblem ? (ended.retryAfterMs ?? 0) : 0;
    await rest(journey, Math.max(asked, backoffMs(++failures, timing)), ended);
  }
}

/** One connection, until it ends. @returns why it ended */
async function connection(journey: Journey, door: Door, opened: () => void): Promise<unknown> {
  const { handler, ladder, timing, closing, tell } = journey;
  tell({ name: "connecting", door: door.name });
  handler.begin();
  const turn = new AbortController();
  journey.turn = turn;
  const climb = climbing(turn, ladder.climbsAt(door));
  const { after, topics } = journey;
  const opening: Opening = { after, topics, timing, signal: anyOf(closing, turn.signal) };
  try {
    let isLive = false;
    for await (const delivery of door.open(opening)) {
      if (!isLive) tell({ name: "live", door: door.name });
      isLive = true;
      opened();
      await handler.take(delivery);
    }
    return new Cut("the door was closed");
  } catch (error) {
    return error;
  } finally {
    clearTimeout(climb);
  }
}

/** Leaves the connection when a better door may be tried again. */
function climbing(turn: AbortController, at: number | undefined): ReturnType<typeof setTimeout> | undefined {
  if (at === undefined) return undefined;
  return setTimeout(() => turn.abort(new Cut("a better door")), Math.max(1, at - performance.now() + 1));
}

/** The moment to go on from is taken before anything is read anew: what happens meanwhile is told later. */
async function readAnew(journey: Journey, problem: PlinthProblem): Promise<void> {
  const { transport, topics, timing, closing, handler, onResync } = journey;
  if (onResync === undefined) throw problem;
  for (let failures = 1; ; failures++) {
    try {
      const now = await readPage(transport, { after: "now", topics, timing, signal: closing }, 0);
      await reading(onResync, problem);
      return await handler.take(now);
    } catch (error) {
      closing.throwIfAborted();
      const verdict = verdictOn(error, "poll", transport.credential.renewable);
      if (verdict === "end") throw error;
      await rest(journey, backoffMs(failures, timing), error);
    }
  }
}

async function reading(onResync: NonNullable<SubscribeOptions["onResync"]>, problem: PlinthProblem) {
  try {
    await onResync(problem);
  } catch (cause) {
    throw new HandlerFailed("reading anew failed", { cause });
  }
}

/** Makes the source of tokens find another than the one that was refused. */
async function renew({ credential }: Transport): Promise<void> {
  await credential.get(await credential.get());
}

async function rest({ tell, closing }: Journey, retryInMs: number, error: unknown): Promise<void> {
  tell({ name: "waiting", retryInMs, error });
  await pause(retryInMs, closing);
}
