import {
  defineResource,
  document,
  type Field,
  identifier,
  integer,
  many,
  oneOf,
  reference,
  text,
  time,
} from "#platform/resource";
import { jobStates } from "./job.ts";

/** What a job and a dead letter say alike: the latter is a job that gave up. */
const about = {
  kind: text({
    describe: "What is done, as the program calls it.",
    example: "order.send-confirmation",
    readOnly: true,
  }),
  queue: text({ describe: "Which workers do it.", example: "mail", readOnly: true }),
  payload: document({
    describe: "What it is done with: ids and plain figures, never a secret or anything about a person.",
    example: { order_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" },
    readOnly: true,
  }),
  subject_type: text({
    describe: "The noun that it is about.",
    example: "order",
    optional: true,
    readOnly: true,
  }),
  subject_id: identifier({ describe: "The object that it is about.", optional: true, readOnly: true }),
  destination_id: identifier({
    describe: "The connection or webhook endpoint that it speaks to.",
    optional: true,
    readOnly: true,
  }),
  attempts: integer({
    describe: "How often it was tried since it was made, or replayed.",
    example: 1,
    min: 0,
    readOnly: true,
  }),
  most_attempts: integer({
    describe: "With which attempt it gives up.",
    example: 20,
    min: 1,
    readOnly: true,
  }),
  replays: integer({ describe: "How often a person had it tried anew.", example: 0, min: 0, readOnly: true }),
  started_at: time({ describe: "When the last attempt began.", optional: true, readOnly: true }),
} satisfies Record<string, Field>;

const lastError = {
  error_code: {
    describe: "Why the last attempt failed, as a code; null when it did not.",
    example: "timeout",
    optional: true,
    readOnly: true,
  },
  error_detail: {
    describe: "The same in a sentence.",
    example: "The other side did not answer within 20 seconds.",
    optional: true,
    readOnly: true,
  },
};

const errors = many("job_error", {
  by: "job_id",
  orderBy: "id",
  describe: "Every attempt that failed, the first one first, those before a replay included.",
});

export const job = defineResource({
  name: "job",
  path: "jobs",
  table: "plinth.jobs",
  whileOverloaded: true,
  describe:
    "Work that is done later: mails, calls to other systems, what follows from an event. Kept for a fortnight after it was done.",
  read: "jobs:read",
  belongs: "hidden",
  fields: {
    ...about,
    state: oneOf(jobStates, {
      describe:
        "`scheduled`: its time has not come, or it is tried again then. `ready`: waits for a worker. `running`. `done`. `dead`: it gave up, see `GET /v1/dead_letters`. `discarded`: somebody let it go.",
      readOnly: true,
    }),
    priority: integer({ describe: "Larger is sooner; 0 is usual.", example: 0, readOnly: true }),
    run_at: time({ describe: "When it may be done, or be tried again.", readOnly: true }),
    finished_at: time({
      describe: "When it was done, gave up or was let go.",
      optional: true,
      readOnly: true,
    }),
    error_code: text(lastError.error_code),
    error_detail: text({ ...lastError.error_detail, max: 1_000 }),
  },
  relations: { errors },
  filter: ["state", "kind", "subject_id", "destination_id"],
});

export const deadLetter = defineResource({
  name: "dead_letter",
  path: "dead_letters",
  table: "plinth.jobs",
  only: { of: "job", column: "state", is: "dead" },
  whileOverloaded: true,
  describe:
    "A job that gave up and waits for somebody: replayed it is tried anew, discarded it is let go. It has the id of its job, whose history it shares, and keeps every error.",
  read: "jobs:read",
  belongs: "hidden",
  fields: {
    ...about,
    finished_at: time({ describe: "When it gave up.", optional: true, readOnly: true }),
    error_code: text({
      ...lastError.error_code,
      describe: "Why it gave up, as a code: with the kind it is the cause.",
    }),
    error_detail: text({ ...lastError.error_detail, max: 1_000 }),
  },
  relations: { errors: { ...errors, always: true } },
  filter: ["kind", "error_code", "subject_id", "destination_id"],
});

/** Reached through its job only. */
export const jobError = defineResource({
  name: "job_error",
  part: true,
  table: "plinth.job_errors",
  describe: "An attempt at a job that failed.",
  read: "jobs:read",
  belongs: { parent: "job", by: "job_id" },
  fields: {
    job_id: reference("job", { describe: "The job.", readOnly: true }),
    attempt: integer({ describe: "Which attempt it was, from 1.", min: 1, readOnly: true }),
    code: text({ describe: "Why it failed, as a code.", example: "timeout", readOnly: true }),
    detail: text({
      describe: "The same in a sentence.",
      example: "The other side did not answer within 20 seconds.",
      max: 1_000,
      readOnly: true,
    }),
    started_at: time({ describe: "When the attempt began.", optional: true, readOnly: true }),
    failed_at: time({ describe: "When it failed.", readOnly: true }),
  },
});
