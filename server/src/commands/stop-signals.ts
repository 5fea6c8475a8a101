/** When to stop: the first signal asks, a second Ctrl-C insists. */

/** Of one Ctrl-C, a terminal, npm and boot may each pass on a signal: only a later one is a second. */
const samePressMs = 250;
const insisted = 130;

/**
 * Calls `asked` once, at the first SIGINT, SIGTERM or SIGHUP. A second Ctrl-C ends the process at once; the
 * embedded database then lives on, and the next start takes it over.
 */
export function onStopSignal(asked: (signal: NodeJS.Signals) => void): void {
  let askedAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (askedAt === undefined) {
        askedAt = now;
        asked(signal);
      } else if (signal === "SIGINT" && now - askedAt > samePressMs) {
        process.exit(insisted);
      }
    });
  }
}
