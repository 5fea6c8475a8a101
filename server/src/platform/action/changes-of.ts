/** The changes of an object that the verb answers: what it reads back is the value after, and none can be forgotten. */
import { type Change, type Changes, personal } from "#platform/audit";
import { commonFields, type Found, type Resource } from "#platform/resource";
import { type Action, resourceOf } from "./define-action.ts";

/**
 * Of an object that was made: all that it has. Of one that was changed: what the verb noted, with the values after as
 * the database has them.
 */
export function changesOf(action: Action, { version, body }: Found, noted: Changes): Changes {
  const resource = resourceOf(action);
  if (resource === undefined) return noted;
  const made = version === 1 && !action.door.includes("{id}");
  const names = made ? ownFields(resource) : Object.keys(noted);
  if (names.length === 0) return noted;
  const object = JSON.parse(body) as Record<string, unknown>;
  const changes = { ...noted };
  for (const name of names) {
    // what the caller does not see is not in the answer: then what the verb noted stands
    if (!(name in object)) continue;
    const value = object[name];
    if (made && isEmpty(value)) delete changes[name];
    else changes[name] = withAfter(startOf(resource, name, made ? undefined : noted[name]), value);
  }
  return changes;
}

function ownFields({ fields, children }: Resource): string[] {
  return [...Object.keys(fields).filter((name) => !(name in commonFields)), ...Object.keys(children)];
}

/** What is new has nothing before. */
function startOf({ fields }: Resource, name: string, noted: Change | undefined): Change {
  return noted ?? (fields[name]?.personal ? personal(null, null) : {});
}

function withAfter(change: Change, value: unknown): Change {
  if ("personal" in change) return personal(change.personal.before, value);
  return "masked" in change ? change : { ...change, after: value };
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
