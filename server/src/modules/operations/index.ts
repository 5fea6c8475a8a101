/** What stands still is seen: jobs, dead letters and the inbox, with the verbs that move them on, and what happened to an order. */
import type { Module } from "#platform/module";
import { assignInboxItem } from "./actions/assign-inbox-item.ts";
import { countStanding } from "./actions/count-standing.ts";
import { discardDeadLetter } from "./actions/discard-dead-letter.ts";
import { discardDeadLetters } from "./actions/discard-dead-letters.ts";
import { getTimeline } from "./actions/get-timeline.ts";
import { listInboxKinds } from "./actions/list-inbox-kinds.ts";
import { replayDeadLetter } from "./actions/replay-dead-letter.ts";
import { replayDeadLetters } from "./actions/replay-dead-letters.ts";
import { settleInboxItem } from "./actions/settle-inbox-item.ts";
import { inboxItem } from "./inbox-item.resource.ts";
import { deadLetter, job, jobError } from "./job.resource.ts";
import { discardCause, replayCause } from "./jobs.ts";
import { operationsNotifications } from "./notifications.ts";
import { settledKept } from "./retention.ts";

export { incidentOf } from "./job.ts";

export const operationsModule: Module = {
  name: "operations",
  resources: [job, jobError, deadLetter, inboxItem],
  actions: [
    ...[replayDeadLetter, discardDeadLetter, replayDeadLetters, discardDeadLetters],
    ...[assignInboxItem, settleInboxItem],
  ],
  queries: [listInboxKinds, getTimeline],
  jobs: [replayCause, discardCause],
  notifications: operationsNotifications,
  retentions: [settledKept],
  upkeep: [countStanding],
};
