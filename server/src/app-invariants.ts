/** What must always be true of the rows of an organization, the platform's own and what the modules say, is looked at. */
import { feedInvariants, invariantsModule, trailInvariants } from "#platform/invariants";
import type { Module } from "#platform/module";

/** @returns the modules, and behind them the one that looks: what is true of the feed and of the trail is its own */
export function lookedAt(modules: readonly Module[]): Module[] {
  const own = [...feedInvariants, ...trailInvariants];
  const theirs = modules.flatMap(({ invariants = [] }) => invariants);
  return [...modules, { ...invariantsModule([...own, ...theirs]), invariants: own }];
}
