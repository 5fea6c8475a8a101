/**
 * What a caller may not say although the verb's input has a place for it. Derived from the declaration of the noun
 * that the verb answers with, so that it holds for every verb, door, batch and import, and asked before the
 * transaction: nothing is looked up for whoever is refused.
 */
import { type Context, wholeOrganization } from "#platform/access";
import { forbidden } from "#platform/errors";
import { onlyFor, type Resource } from "#platform/resource";
import type { Input } from "./call.ts";
import { type Action, resourceOf } from "./define-action.ts";

type Guard = { name: string; see: string[]; tellsOfOthers: boolean };

const known = new WeakMap<Action, Guard[]>();

/**
 * @throws 403 for a field that the caller may not see, and, from an actor with a scope, for one whose value may exist
 * once in the organization: whether it is taken would tell of objects of other customers.
 */
export function refuseForbiddenInput(action: Action, context: Context, inputs: Input[]): void {
  const guards = guardsOf(action);
  if (guards.length === 0) return;
  for (const { given } of inputs) {
    const wish = given as Record<string, unknown>;
    for (const { name, see, tellsOfOthers } of guards) {
      if (!Object.hasOwn(wish, name)) continue;
      const missing = see.find((permission) => !context.permissions.has(permission));
      if (missing !== undefined) throw onlyFor(name, missing);
      if (tellsOfOthers && context.scope !== "all") {
        throw forbidden(
          `"${name}" is unique in the whole organization, and you see a part of it: whether a value is taken is not for you to find out. Leave it out.`,
          { denial: { rule: "field", grants: [wholeOrganization] } },
        );
      }
    }
  }
}

function guardsOf(action: Action): Guard[] {
  let guards = known.get(action);
  if (guards === undefined) {
    const resource = resourceOf(action);
    guards = resource === undefined ? [] : Object.keys(action.input.properties).map(guardOf(resource));
    guards = guards.filter(({ see, tellsOfOthers }) => see.length > 0 || tellsOfOthers);
    known.set(action, guards);
  }
  return guards;
}

/** Children are replaced whole: whoever does not see a part of them would remove it unseen. */
function guardOf({ fields, children, unique, belongs }: Resource): (name: string) => Guard {
  return (name) => {
    const own = Object.hasOwn(fields, name) ? [fields[name]] : [];
    const below = Object.hasOwn(children, name) ? Object.values(children[name]?.fields ?? {}) : [];
    return {
      name,
      see: [...own, ...below].flatMap((field) => field?.see ?? []),
      // what is shared they see all of, and what is hidden they do not write
      tellsOfOthers: unique.includes(name) && typeof belongs === "object",
    };
  };
}
