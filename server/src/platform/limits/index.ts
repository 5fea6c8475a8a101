/** What slows down those who guess or ask too much: counts of attempts, requests and exports, and addresses as ranges. */
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
