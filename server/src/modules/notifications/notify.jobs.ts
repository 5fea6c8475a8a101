/**
 * From an event to the people whom it concerns: one reader of the feed for all rules, and a job that asks them. What it
 * writes is once for each person, kind and event, so that both may do it again.
 */
import Type from "typebox";
import { type Consumer, type DefinedJob, defineConsumer, defineJob, type Job } from "#platform/jobs";
import { type FindRecipients, findToldEvents, type NotificationRule, tell } from "#platform/notifications";
import { type MailNotification, mailNotificationJob } from "./mail-notification.jobs.ts";

const Events = Type.Object(
  { seqs: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
);

/** A job holds its transaction for so many events at most. */
const mostAtOnce = 50;

/** What happens within it goes into one job: with a job for each order, placing one took a statement more. */
const gatherMs = 500;

/** What was read within it needs no mail. */
const patienceMs = 60_000;

type NotifyJob = DefinedJob<Type.Static<typeof Events>>;

export type Telling = {
  /** Of every module. */
  rules: readonly NotificationRule[];
  findRecipients: FindRecipients;
};

export function notifying({ rules, findRecipients }: Telling): { jobs: Job[]; consumers: Consumer[] } {
  const mail = mailNotificationJob(rules, findRecipients);
  const notify = notifyJob(rules, findRecipients, mail);
  return { jobs: [notify, mail], consumers: [notifyConsumer(rules, notify)] };
}

function notifyJob(
  rules: readonly NotificationRule[],
  findRecipients: FindRecipients,
  mailNotification: MailNotification,
): NotifyJob {
  const job: NotifyJob = defineJob({
    name: "notification.tell",
    describe: "Tells people of events that concern them: each once for an event.",
    input: Events,
    prepare: async (_context, _input, { job: { attempt } }) => ({ again: attempt > 1 }),
    async run(context, tx, { seqs }, { again }) {
      // one that cannot be told keeps the others waiting no longer
      if (again && seqs.length > 1) {
        for (const seq of seqs) job.enqueue(tx, { seqs: [seq] });
        return;
      }
      const runAt = new Date(context.now.getTime() + patienceMs);
      for (const id of await tell(tx, rules, await findToldEvents(tx, seqs), findRecipients))
        mailNotification.enqueue(tx, { notification_id: id }, { runAt });
    },
  });
  return job;
}

/** Hands the events that some rule is about to the job, of each organization by itself. */
function notifyConsumer(rules: readonly NotificationRule[], job: NotifyJob): Consumer {
  const types = [...new Set(rules.flatMap(({ on }) => on.map(({ type }) => type)))];
  return defineConsumer({
    name: "notifications",
    types: () => types,
    restMs: gatherMs,
    async take(tx, events) {
      for (const [organizationId, some] of Map.groupBy(events, (event) => event.organizationId)) {
        const seqs = some.map(({ seq }) => seq);
        for (let at = 0; at < seqs.length; at += mostAtOnce)
          await job.enqueueFor(tx, organizationId, { seqs: seqs.slice(at, at + mostAtOnce) });
      }
    },
  });
}
