/** ERPs: what happens here is known there, once, and what changes on both sides is decided by a person. */
import type { Module } from "#platform/module";
import { pushObjects } from "./actions/push-objects.ts";
import { resolveConflict } from "./actions/resolve-conflict.ts";
import { integrationJobs, integrationSchedules } from "./jobs.ts";
import { conflictsKept } from "./retention.ts";
import { integrationSubscriptions } from "./subscriptions.ts";
import { syncConflict } from "./sync-conflict.resource.ts";
import { syncLink } from "./sync-link.resource.ts";

export { erpConnectors } from "./connectors.ts";
export { linkGaveUp, linksTriedAgain } from "./link.queries.ts";

export const integrationsModule: Module = {
  name: "integrations",
  resources: [syncLink, syncConflict],
  actions: [pushObjects, resolveConflict],
  jobs: integrationJobs,
  subscriptions: integrationSubscriptions,
  schedules: integrationSchedules,
  retentions: [conflictsKept],
};
