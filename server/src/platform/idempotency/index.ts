/**
 * The same request twice is done once. The record commits with the effect; a rival that still runs is told
 * so instead of being waited for.
 */
export { type Claim, claim, type IdempotencyRecord, type Kept } from "./claim.ts";
export { purgeRecords, startPurging } from "./purge.ts";
export { fingerprintOf, parseIdempotencyKey } from "./request.ts";
export { viewOf } from "./view.ts";
