/** What a module hands to the composition root. */
import type { Action, Query } from "#platform/action";
import type { Resource } from "#platform/resource";

export type Module = {
  name: string;
  resources: Resource[];
  /** Verbs of its own; create, update and delete of master data are derived from the resources. */
  actions: Action[];
  queries?: Query[];
};
