import { defineEvent } from "#platform/events";

const data = { kind: "What kind of job it is." };

export const jobReplayed = defineEvent<{ kind: string }>({
  type: "job.replayed",
  subject: "job",
  describe: "Somebody had a job that had given up tried anew.",
  data,
});

export const jobDiscarded = defineEvent<{ kind: string }>({
  type: "job.discarded",
  subject: "job",
  describe: "Somebody let a job go that had given up: it is not done.",
  data,
});

export const inboxItemAssigned = defineEvent<{ kind: string; subject_type: string }>({
  type: "inbox_item.assigned",
  subject: "inbox_item",
  describe: "Somebody else looks after what stands still.",
  data: { kind: "What kind of thing stands still.", subject_type: "The noun that it is about." },
});
