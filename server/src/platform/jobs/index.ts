/** Work to do later: added by a deed in its own transaction, by an event, or by the clock; done once, or a dead letter. */
export { type CommittedEvent, type Consumer, defineConsumer } from "./consumer.ts";
export {
  type DefinedJob,
  defineJob,
  type EnqueueOptions,
  type FailedAttempt,
  type Job,
  type JobServices,
} from "./define-job.ts";
export { doAgain } from "./do-again.ts";
export { GiveUp, JobFailed, TryLater } from "./ends.ts";
export { addJobs, type NewJob } from "./enqueue.ts";
export { type Queue, usualQueues } from "./queue.ts";
export { defineSchedule, nextTime, type Schedule, type TimeZones } from "./schedule.ts";
export { type DeclaredJobs, type Jobs, readersOf, requireListedJobs, startJobs } from "./start-jobs.ts";
export { type Among, on, type Subscription } from "./subscription.ts";
export type { BecameDead, ContextsFor } from "./worker.ts";
