/** What is true of an organization's rows whatever happened, and who looks whether it is. */
export { type Ask, defineInvariant, type Invariant, type Part, type Violation } from "./define-invariant.ts";
export { facts, feedInvariants } from "./feed.ts";
export { booksKind } from "./incident.ts";
export { invariantsModule } from "./jobs.ts";
export { type Asked, askedOf, lookAtAll, lookAtSample, type Outcome } from "./look.ts";
export { findPlaces } from "./places.ts";
export { numbersOf, type Population, rowsOf } from "./population.ts";
export { entriesOf, factsOf, factsSince } from "./traces.ts";
export { trailInvariants } from "./trail.ts";
