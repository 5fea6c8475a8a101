/** How long a process's loop stood still at most, and how much of that was its own doing. */

export type LoopStops = {
  /** By the clock: the process may have stood in line for a core meanwhile. */
  blockedMs: number;
  /** Processor time of the loop's thread within one such stop, which the kernel counts in steps of up to 4 ms. */
  workedMs: number;
};

const everyMs = 1;

/** Begins at once; a timer that is due every millisecond says how late it came. */
export function watchLoop(): { stop(): LoopStops } {
  const stops: LoopStops = { blockedMs: 0, workedMs: 0 };
  let at = performance.now();
  let worked = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.threadCpuUsage(worked);
    const lateMs = now - at - everyMs;
    stops.blockedMs = Math.max(stops.blockedMs, lateMs);
    stops.workedMs = Math.max(stops.workedMs, Math.min(lateMs, (user + system) / 1_000));
    at = now;
    worked = process.threadCpuUsage();
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return stops;
    },
  };
}
