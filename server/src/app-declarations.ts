/** All nouns, verbs and queries of the modules, with what is derived from them. */
import { readFileSync } from "node:fs";
import { permissionsOfRoles } from "#modules/organizations";
import { requirePermissions } from "#platform/access";
import { type Action, masterDataActions, type Query } from "#platform/action";
import { auditActions, auditQueries } from "#platform/doors/audit";
import { feedQuery, type StreamDoor, streamDoors } from "#platform/doors/feed";
import type { Incoming } from "#platform/doors/incoming";
import type { Invariant } from "#platform/invariants";
import type { Module } from "#platform/module";
import { createRegistry, type Registry } from "#platform/resource";
import { requireListed } from "#platform/settings";
import { explained } from "./app-access.ts";

export const { version } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };

export type Declarations = {
  registry: Registry;
  actions: Action[];
  queries: Query[];
  incoming: Incoming[];
  /** What stays open. */
  streams: StreamDoor[];
  /** What must always be true of the rows of an organization. */
  invariants: Invariant[];
  version: string;
};

/**
 * Declared once per process, because their events and permissions are.
 * @throws for a permission that is used and declared nowhere, a setting that no module lists, or a verb that is kept apart from none
 */
export function declarationsOf(modules: Module[]): () => Declarations {
  const registry = createRegistry(modules.flatMap(({ resources }) => resources));
  const derived = registry.resources.flatMap((resource) => masterDataActions(registry, resource));
  const actions = [...modules.flatMap((module) => module.actions), ...derived, ...auditActions];
  const histories = auditQueries({ registry, actions, soles: [{ path: "settings", read: "settings:read" }] });
  const queries = [...modules.flatMap((module) => module.queries ?? []), ...histories, feedQuery];
  const incoming = modules.flatMap((module) => module.incoming ?? []);
  requirePermissions(actions.flatMap(({ permission }) => permission ?? []));
  requirePermissions(
    queries.flatMap(({ permission = [], alsoNeeds = [] }) => [permission, alsoNeeds].flat()),
  );
  requireListed(modules.flatMap(({ settings = [] }) => settings));
  requirePermissions(permissionsOfRoles());
  const invariants = modules.flatMap((module) => module.invariants ?? []);
  return () => explained({ registry, actions, queries, incoming, streams: streamDoors, invariants, version });
}
