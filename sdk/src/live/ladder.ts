/**
 * Which door to take: the best that is not known to fail. A door that fails is left for a while, longer each time, and
 * then tried again. When all of them fail the server is away, and none of them is to blame. Pure but for the clock.
 */
import type { Door, Timing } from "./door.ts";

export type Ladder = {
  /** Where to go now. */
  door(): Door;
  /** When a better door than this may be tried again; undefined when there is none. */
  climbsAt(door: Door): number | undefined;
  /** It stayed open for long enough to be called good. */
  steady(door: Door): void;
  /** It was open, and was cut. Often and soon is a failure too. @returns whether there was another door to go to */
  cut(door: Door): boolean;
  /** It does not work. @returns whether there is another door to go to: without one the server is away */
  failed(door: Door): boolean;
};

/** How often a door may be cut before it was steady. */
const mostCuts = 3;
const longestClimbs = 10;

type Past = { failures: number; cuts: number; barredUntil: number };

export function createLadder(
  doors: readonly [Door, ...Door[]],
  { climbMs }: Pick<Timing, "climbMs">,
  now: () => number = () => performance.now(),
): Ladder {
  const pasts = new Map<Door, Past>(
    doors.map((door) => [door, { failures: 0, cuts: 0, barredUntil: -Infinity }]),
  );
  const pastOf = (door: Door): Past => pasts.get(door) ?? { failures: 0, cuts: 0, barredUntil: -Infinity };
  const open = () => doors.find((door) => pastOf(door).barredUntil <= now());

  const failed = (door: Door): boolean => {
    const past = pastOf(door);
    past.failures++;
    past.cuts = 0;
    past.barredUntil = now() + climbMs * Math.min(longestClimbs, 2 ** (past.failures - 1));
    if (open() !== undefined) return true;
    for (const each of pasts.values()) {
      each.barredUntil = -Infinity;
      each.failures = Math.max(0, each.failures - 1);
    }
    return false;
  };

  return {
    door: () => open() ?? doors[0],
    climbsAt(door) {
      const better = doors.slice(0, doors.indexOf(door)).map((each) => pastOf(each).barredUntil);
      return better.length === 0 ? undefined : Math.min(...better);
    },
    steady(door) {
      const past = pastOf(door);
      past.failures = 0;
      past.cuts = 0;
    },
    cut(door) {
      const past = pastOf(door);
      past.cuts++;
      return past.cuts < mostCuts || failed(door);
    },
    failed,
  };
}
