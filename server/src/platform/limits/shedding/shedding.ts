/**
 * Turns requests away while more come than can be answered, before anything is done for them: whoever is let in is answered
 * soon, and whoever is not hears so at once. It is decided by what everybody waits for a turn (watched-line.ts), and by how many
 * are under way (most.ts); there is nothing to set.
 *
 * Reads and writes are judged apart: verbs that wait for connections are no reason to turn reads away. The loop is everybody's.
 * What an operator needs has places of its own, which nobody else takes.
 *
 * It costs a request a fifth of a microsecond, and a process at rest nothing.
 */
import { type Line, readsAtOnce } from "#platform/db";
import {
  countShed,
  type Logger,
  type SheddingFigures,
  type ShedReason,
  watchShedding,
} from "#platform/telemetry";
import { createLoopLag, type Later } from "./loop-lag.ts";
import { bearableMs, nextMost } from "./most.ts";
import { createLine } from "./watched-line.ts";

/** `reserved`: for whoever takes access away or looks at what stands still. */
export type Way = "reads" | "writes";
export type Place = Way | "reserved";

export type Shedding = {
  /** `lanes`: where placements and their like wait to be done together. */
  lines: { reads: Line; verbs: Line; lanes: Line };
  /** @returns whether to come in; then `leave` is called once */
  enter(place: Place): boolean;
  /** As `enter`, for what stays open, waits for something to happen or is not there yet: it takes no place, and does not leave. */
  mayPass(place: Place): boolean;
  leave(place: Place): void;
  /** Its figures are no longer shown. */
  stop(): void;
};

export type SheddingOptions = {
  /** Also so many under way at most, of reads and writes together; 0 is no such number. */
  mostInFlight: number;
};

/** What lets time pass, for tests. */
export type Pace = { nowMs: () => number; later?: Later };

const everyMs = 200;
const tellEveryMs = 1_000;
/** Nobody else has these. */
const reservedPlaces = 32;

type Waited = SheddingFigures["waitedMs"];
type Queue = keyof Waited;

const nothing: Waited = { reads: 0, verbs: 0, lanes: 0, loop: 0 };

type Way_ = { underWay: number; peak: number; most: number; turnedAway: boolean; reason: ShedReason };

/**
 * @param options absent: everybody comes in, and what is waited for is only measured
 * @param logger hears at most once a second of how many were turned away since
 */
export function createShedding(
  options: SheddingOptions | undefined,
  logger: Pick<Logger, "warn">,
  { nowMs, later }: Pace = { nowMs: () => performance.now() },
): Shedding {
  const { mostInFlight = 0 } = options ?? {};
  const lines = {
    reads: createLine(readsAtOnce, nowMs),
    verbs: createLine(0, nowMs),
    lanes: createLine(0, nowMs),
  };
  const loop = createLoopLag(nowMs, later);
  const queues = { ...lines, loop };
  const ways: Record<Way, Way_> = { reads: anyNumber(), writes: anyNumber() };
  let reserved = 0;
  let lookAt = 0;
  /** Since the operator was told, by what everybody waited for. */
  let shed: Partial<Record<ShedReason, number>> = {};
  let toldAt = Number.NEGATIVE_INFINITY;
  let waited: Waited = nothing;

  const look = (now: number): void => {
    // nobody has come for a while: what was seen is of another time
    const rested = now - lookAt > everyMs && ways.reads.underWay + ways.writes.underWay === 0;
    lookAt = now + everyMs;
    if (rested) for (const one of Object.values(queues)) one.judgeFrom(now);
    const seen = {
      reads: lines.reads.standing(),
      verbs: lines.verbs.standing(),
      lanes: lines.lanes.standing(),
      loop: loop.standing(now),
    };
    waited = seen;
    if (options === undefined) return;
    decide(now, ways.reads, ["reads", "loop"], seen);
    decide(now, ways.writes, ["verbs", "lanes", "loop"], seen);
    const all = Object.values(shed).reduce((sum, count) => sum + count, 0);
    if (all === 0 || now - toldAt < tellEveryMs) return;
    toldAt = now;
    const most = { reads: shown(ways.reads.most), writes: shown(ways.writes.most) };
    logger.warn(
      // what is waited for now: it may be over already
      { shed: all, because_of: shed, waited_ms: waited, most },
      "more is asked than can be answered soon: some is turned away",
    );
    shed = {};
  };

  const decide = (now: number, way: Way_, names: Queue[], seen: Waited): void => {
    const [longest = "loop"] = names.toSorted((a, b) => (seen[b] ?? 0) - (seen[a] ?? 0));
    const unbearable = (seen[longest] ?? 0) > bearableMs;
    const unknown = !unbearable && names.some((name) => seen[name] === undefined);
    const before = way.most;
    way.most = nextMost(before, { ...way, waitedMs: unknown ? undefined : (seen[longest] ?? 0) });
    way.peak = way.underWay;
    way.turnedAway = false;
    if (way.most >= before) return;
    way.reason = longest;
    for (const name of names) queues[name].judgeFrom(now);
  };

  const isFull = (way: Way_): boolean => {
    const now = nowMs();
    if (now >= lookAt) look(now);
    loop.look(now);
    const byHand = mostInFlight > 0 && ways.reads.underWay + ways.writes.underWay >= mostInFlight;
    if (way.underWay < way.most && !byHand) return false;
    way.turnedAway = true;
    const reason = byHand ? "by_hand" : way.reason;
    shed[reason] = (shed[reason] ?? 0) + 1;
    countShed(reason);
    return true;
  };

  const stop = watchShedding(() => ({
    underWay: { reads: ways.reads.underWay, writes: ways.writes.underWay, reserved },
    most: { reads: ways.reads.most, writes: ways.writes.most },
    // of another time, when nobody has come since
    waitedMs: nowMs() > lookAt + everyMs ? nothing : waited,
  }));

  return {
    lines,
    enter(place) {
      if (place === "reserved") {
        if (reserved >= reservedPlaces) return false;
        reserved++;
        return true;
      }
      const way = ways[place];
      if (isFull(way)) return false;
      if (++way.underWay > way.peak) way.peak = way.underWay;
      return true;
    },
    mayPass: (place) => (place === "reserved" ? reserved < reservedPlaces : !isFull(ways[place])),
    leave(place) {
      if (place === "reserved") reserved--;
      else ways[place].underWay--;
    },
    stop,
  };
}

const anyNumber = (): Way_ => ({
  ...{ underWay: 0, peak: 0, turnedAway: false, reason: "loop" },
  most: Number.POSITIVE_INFINITY,
});

const shown = (most: number) => (Number.isFinite(most) ? most : "any");
