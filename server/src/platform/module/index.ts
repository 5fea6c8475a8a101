/** What a module hands to the composition root. */
import type { Action, Query } from "#platform/action";
import type { Incoming } from "#platform/doors/incoming";
import type { Invariant } from "#platform/invariants";
import type { Consumer, Job, Schedule, Subscription } from "#platform/jobs";
import type { NotificationRule } from "#platform/notifications";
import type { Resource } from "#platform/resource";
import type { Retention } from "#platform/retention";
import type { DeclaredSetting } from "#platform/settings";
import type { Upkeep } from "./upkeep.ts";

export type { Upkeep } from "./upkeep.ts";

export type Module = {
  name: string;
  resources: Resource[];
  /** Verbs of its own; create, update and delete of master data are derived from the resources. */
  actions: Action[];
  queries?: Query[];
  /** What outside systems tell it. */
  incoming?: Incoming[];
  /** What each organization may choose of how this module works. */
  settings?: DeclaredSetting[];
  /** What it does later. */
  jobs?: Job[];
  /** What it does when others speak. */
  subscriptions?: Subscription[];
  /** What it does again and again, for each organization at its own time of day. */
  schedules?: Schedule[];
  /** Of what it tells people, by rules about its events. */
  notifications?: NotificationRule[];
  /** What is true of its rows whatever happened. */
  invariants?: Invariant[];
  /** What it keeps for a time that each organization chooses. */
  retentions?: Retention[];
  /** What reads the feed for it. */
  consumers?: Consumer[];
  /** What is done again and again while the application runs; any number of processes may do it at once. */
  upkeep?: Upkeep[];
};
