/** What this module does later, and again and again. */
import { defineSchedule, type Job, type Schedule } from "#platform/jobs";
import { noteChange, pushAll } from "./change.jobs.ts";
import { pullAll, pullChanges } from "./pull.jobs.ts";
import { pushObject } from "./push.jobs.ts";

export const integrationJobs: Job[] = [noteChange, pushAll, pushObject, pullAll, pullChanges];

export const integrationSchedules: Schedule[] = [
  defineSchedule({ name: "integrations.pull", cron: "*/10 * * * *", job: pullAll, input: {} }),
];
