/** What only grows is kept for a time: some of it for as long as each organization chooses, the rest alike for all. */
import { forgetEventsAfter } from "#platform/events";
import { startPurging } from "#platform/idempotency";
import { type DeclaredJobs, readersOf } from "#platform/jobs";
import type { Module, Upkeep } from "#platform/module";
import { retentionModule } from "#platform/retention";

/** @returns the modules, and behind them the one that forgets what they say */
export function forgetful(modules: readonly Module[]): Module[] {
  return [...modules, retentionModule(modules.flatMap(({ retentions = [] }) => retentions))];
}

/** What is done again and again while the application runs. */
export function upkeepOf(modules: readonly Module[], jobs: DeclaredJobs, eventsKeptDays = 400): Upkeep[] {
  const forgetting = forgetEventsAfter(eventsKeptDays, readersOf(jobs));
  return [startPurging, forgetting, ...modules.flatMap(({ upkeep = [] }) => upkeep)];
}
