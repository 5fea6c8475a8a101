/** What this process says of itself: its log, and its figures for Prometheus. */
export { type CacheCount, countCache } from "./cache-figures.ts";
export { countForgotten } from "./forgetting-figures.ts";
export { countLooked, noteViolations } from "./invariant-figures.ts";
export { createLogger, type Logger } from "./logger.ts";
export { mergeFigures } from "./merge-figures.ts";
export {
  countBreaker,
  countCall,
  countJob,
  countRateLimited,
  countRefused,
  countSealed,
  countVerb,
  metricsText,
  metricsType,
  noteConsumerLags,
  noteExport,
  noteJobsWaiting,
  noteStanding,
  noteUnsealed,
} from "./metrics.ts";
export { countRenewedListening, countSilentLink, noteCanary } from "./path-figures.ts";
export { countReplaced, noteProcesses, primaryFigures } from "./process-figures.ts";
export { countShed, type SheddingFigures, type ShedReason, watchShedding } from "./shed-figures.ts";
export { countStreamEnd, countTold, noteStreams } from "./stream-figures.ts";
