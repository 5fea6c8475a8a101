/** What slows down those who guess: counts of failed attempts, and addresses as ranges. */
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
export type { AttemptKey } from "./growing-delay.ts";
