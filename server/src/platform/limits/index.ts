/** What slows down those who guess or ask too much, one of them or all together, and addresses as ranges. */
export {
  addressKey,
  addressRange,
  inRanges,
  isCidr,
  isPrivate,
  isWithin,
  networkInstead,
} from "./address.ts";
export { type Attempts, createAttempts, tooManyAttempts } from "./attempts.ts";
export { createExportLimit, type ExportLimit } from "./export-limit.ts";
export type { AttemptKey } from "./growing-delay.ts";
export {
  createRequestLimit,
  type Limited,
  type RequestAllowance,
  type RequestLimit,
  rateLimited,
} from "./request-limit.ts";
export { shareRequestUse } from "./request-use.ts";
export { createShedding, type Place, type Shedding, type SheddingOptions } from "./shedding/shedding.ts";
