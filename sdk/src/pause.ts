/** Waits that somebody may end early. */

/** @throws the signal's reason when it comes first. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Aborts with whichever of these comes first. */
export function anyOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** A signal that aborts by itself, unless it is stopped before. */
export function timeLimit(ms: number, what: string): { signal: AbortSignal; stop(): void } {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`${what} within ${ms} ms`)), ms);
  return { signal: limit.signal, stop: () => clearTimeout(timer) };
}
