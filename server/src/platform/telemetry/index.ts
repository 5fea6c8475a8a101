/** Structured logs: one JSON line per request, written asynchronously and flushed at exit. */
import pino from "pino";

export type Logger = pino.Logger;

/** @param level `silent` writes nothing (tests). */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.err },
    },
    pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 1_000 }),
  );
}

export {
  countBreaker,
  countCall,
  countJob,
  countRateLimited,
  countRefused,
  countSealed,
  countVerb,
  metricsText,
  noteConsumerLags,
  noteExport,
  noteJobsWaiting,
  noteStanding,
  noteUnsealed,
} from "./metrics.ts";
export { countRenewedListening, countSilentLink, noteCanary } from "./path-figures.ts";
export { countStreamEnd, countTold, noteStreams } from "./stream-figures.ts";
