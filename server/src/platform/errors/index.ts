/**
 * Errors with two audiences: a problem (RFC 9457) for whoever called, a cause for whoever runs Plinth.
 * Every code is declared once, with its status and its sentence; the catalogue is served and documented.
 */

export * from "./common-problems.ts";
export {
  type Denial,
  decidedBySchema,
  defineGrant,
  denialMembers,
  type Grant,
  grantsSchema,
} from "./denial.ts";
export {
  catalogue,
  defineProblem,
  type FieldError,
  Problem,
  type ProblemKind,
  type RaiseProblem,
} from "./problem.ts";
