/** What a caller sees of the changes in the trail: no more than of the objects themselves. */
import { type Context, definePermission } from "#platform/access";
import type { Registry, Resource } from "#platform/resource";

export const seePersonal = definePermission(
  "audit:see_personal",
  "See the values of personal fields in the trail, before and after. That they were looked at is recorded.",
);

export type Sight = {
  /** Nouns whose objects the caller may not read: of these it is told that they changed, not what. */
  nouns: string[];
  /** Fields that the caller may not see, as `noun.field`. */
  fields: string[];
  personal: boolean;
};

export function sightOf({ resources }: Registry, { permissions }: Context): Sight {
  return {
    nouns: resources.filter(({ read }) => !permissions.has(read)).map(({ name }) => name),
    fields: resources.flatMap((resource) => hiddenFields(resource, permissions)),
    personal: permissions.has(seePersonal),
  };
}

/** A change of embedded rows is one change: who may not see all of a row sees none of it. */
function hiddenFields({ name, fields, children }: Resource, permissions: ReadonlySet<string>): string[] {
  const isHidden = ({ see }: { see?: string }) => see !== undefined && !permissions.has(see);
  return [
    ...Object.keys(fields).filter((field) => isHidden(fields[field] ?? {})),
    ...Object.keys(children).filter((child) => Object.values(children[child]?.fields ?? {}).some(isHidden)),
  ].map((field) => `${name}.${field}`);
}
