/** What the reference shows as an entry of a noun's history: a verb of the noun, and what it can have changed. */
import { type Action, subjectTypeOf } from "#platform/action";
import type { Resource } from "#platform/resource";

export type Told = { action: string; changes: Record<string, unknown> };

/** @returns undefined for what only changes with something else: no verb is about it. */
export function historyExample(resource: Resource, actions: readonly Action[]): Told | undefined {
  const own = actions.filter(
    (one) => one.audience === "organization" && subjectTypeOf(one) === resource.name,
  );
  const update = own.find(({ name }) => name === `${resource.path}.update`);
  if (update !== undefined) return { action: update.name, changes: changed(resource, update) };
  const leaving = own.find(({ leaves }) => leaves !== undefined);
  if (leaving !== undefined) return { action: leaving.name, changes: left(resource, leaving) };
  const [first] = own;
  return first === undefined ? undefined : { action: first.name, changes: {} };
}

/** A field that the verb takes: filled where it may be empty, masked where it is about a person. */
function changed({ fields }: Resource, { input }: Action): Told["changes"] {
  const taken = Object.entries(fields).filter(
    ([name, { example }]) => example !== undefined && name in propertiesOf(input),
  );
  const masked = taken.find(([, { personal }]) => personal);
  if (masked !== undefined) return { [masked[0]]: { masked: true } };
  const filled = taken.find(([, { optional }]) => optional);
  return filled === undefined ? {} : { [filled[0]]: { before: null, after: filled[1].example } };
}

/** What was empty before it. */
function left({ fields }: Resource, { leaves = {} }: Action): Told["changes"] {
  const filled = Object.entries(leaves).filter(([name]) => fields[name]?.optional);
  return Object.fromEntries(filled.map(([name, after]) => [name, { before: null, after }]));
}

function propertiesOf(schema: object): object {
  return "properties" in schema ? (schema.properties as object) : {};
}
