/** What a caller sees of the changes in the trail: no more than of the objects themselves. */
import { type Context, definePermission } from "#platform/access";
import type { Action } from "#platform/action";
import type { Registry, Resource } from "#platform/resource";

export const seePersonal = definePermission(
  "audit:see_personal",
  "See the values of personal fields in the trail, before and after. That they were looked at is recorded.",
);

/** What each organization has one of, at a path without an id; its entries name it by that path. */
export type Sole = { path: string /** The permission to see it as it is now. */; read: string };

/** What can be read of the trail, and by which permission. What is named nowhere is shown to nobody. */
export type Readable = {
  registry: Registry;
  soles: readonly Sole[];
  /** Every verb: the trail is of what they did. */
  actions: readonly Action[];
};

export type Sight = {
  /** What the caller may read as it is now: of anything else it is told that it changed, not what. */
  subjects: string[];
  /** Fields that the caller may not see, as `noun.field`. */
  fields: string[];
  personal: boolean;
  /** The entry with which the object came into what the caller sees: of what was before it nothing is told. */
  since?: string | undefined;
};

export function sightOf({ registry, soles }: Readable, { permissions }: Context): Sight {
  const { resources } = registry;
  return {
    subjects: [
      trailItself,
      ...resources.filter(({ read }) => permissions.has(read)).map(({ name }) => name),
      ...soles.filter(({ read }) => permissions.has(read)).map(({ path }) => path),
    ],
    fields: resources.flatMap((resource) => hiddenFields(resource, permissions)),
    personal: permissions.has(seePersonal),
  };
}

/** What was asked of the trail, and how much of it was erased: for whoever reads the trail. */
export const trailItself = "audit_entry";

/** A change of embedded rows is one change: who may not see all of a row sees none of it. */
function hiddenFields({ name, fields, children }: Resource, permissions: ReadonlySet<string>): string[] {
  const isHidden = ({ see }: { see?: string }) => see !== undefined && !permissions.has(see);
  return [
    ...Object.keys(fields).filter((field) => isHidden(fields[field] ?? {})),
    ...Object.keys(children).filter((child) => Object.values(children[child]?.fields ?? {}).some(isHidden)),
  ].map((field) => `${name}.${field}`);
}
