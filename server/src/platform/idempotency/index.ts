/**
 * The same request twice is done once. The record commits with the effect; a rival that still runs is told
 * so instead of being waited for.
 */
export { type Claim, claim, type IdempotencyRecord, type Kept, lockStatement } from "./claim.ts";
export { fingerprintOf, parseIdempotencyKey } from "./request.ts";
