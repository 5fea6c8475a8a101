/** Verbs: their declaration, and how they are done. */
export { checkVersion, type Locked, lockForChange, requireIfMatch } from "./change.ts";
export {
  type Action,
  defineAction,
  type Ending,
  isRefused,
  type Made,
  type Refused,
  refuse,
} from "./define-action.ts";
export { defineQuery, type Query } from "./define-query.ts";
export { createExecutor, type Executor } from "./execute.ts";
export { notThere, problemOf, taken } from "./fault-problem.ts";
export { type Answer, type Input, type Job, statusOf } from "./job.ts";
export { masterDataActions } from "./master-data.ts";
export { resourceOf } from "./run-jobs.ts";
export { validator } from "./validate.ts";
