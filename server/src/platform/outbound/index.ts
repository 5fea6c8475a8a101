/** Calls to the outside world: guarded, bounded, with a breaker per destination. Nothing else opens a connection to a tenant's systems. */
export type { BreakerChange, DestinationKey, OnBreaker } from "./breaker.ts";
export {
  type Answer,
  createOutbound,
  type Limits,
  type Outbound,
  type OutboundCall,
  type OutboundOptions,
} from "./create-outbound.ts";
export {
  type Destination,
  failingKey,
  pauseDestination,
  removeDestination,
  resumeDestination,
  saveDestination,
} from "./destinations.ts";
export { type FailureCode, OutboundFailure } from "./failure.ts";
export { failureOf } from "./failure-of.ts";
export type { FoundAddress, Lookup } from "./look-up.ts";
