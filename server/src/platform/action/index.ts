/** Verbs: their declaration, and how they are done. */

export { actFor, type Deed, leaveTrail } from "./act-for.ts";
export * from "./admit.ts";
export * from "./apart.ts";
export { type Answered, admitQuery, askQuery, type Export, exportQuery } from "./ask-query.ts";
export { subjectTypeOf } from "./audit-entries.ts";
export { type Answer, type Call, type Input, statusOf } from "./call.ts";
export { checkVersion, ifMatchRequired, type Locked, lockForChange } from "./change.ts";
export {
  type Action,
  type Audience,
  type Cookie,
  defineAction,
  definePersonalAction,
  definePublicAction,
  type Ending,
  isRefused,
  type Made,
  type Refused,
  refuse,
  resourceOf,
} from "./define-action.ts";
export { type Begun, defineOutsideAction, type Outside, type OutsideServices } from "./define-outside.ts";
export * from "./define-query.ts";
export { createExecutor, type Executor } from "./execute.ts";
export { notThere, problemOf, taken } from "./fault-problem.ts";
export { forgetAtCommit } from "./forgetting.ts";
export { masterDataActions } from "./master-data.ts";
export { recorderIn } from "./record-asked.ts";
export { purgeIntents, resumeIntent, resumeWith } from "./resume-intent.ts";
export type { Services } from "./services.ts";
export { validator } from "./validate.ts";
