/** What the parameters ask: which deed, of which object, for whom. */
import { actorText, type Context } from "#platform/access";
import { type Problem, unknownParameter } from "#platform/errors";
import { uuidPattern } from "#platform/resource";
import { type Declared, type Deed, findDeed } from "./deed.ts";
import type { KnownActors } from "./known-actors.ts";

export type Asked = {
  deed: Deed;
  /** Undefined: whether it is allowed at all. */
  objectId: string | undefined;
  /** `member:0199…`, as it is written in the trail. */
  actor: string;
};

/** @throws 400 for what names no deed, no actor, or an object of a deed that is about none. */
export function readAsked(
  declared: Declared,
  { kinds }: Pick<KnownActors, "kinds">,
  context: Context,
  parameters: Map<string, string>,
): Asked {
  const name = parameters.get("action");
  if (name === undefined)
    throw unusable("action", '"action" says what is asked about, such as members.remove or members.list.');
  const deed = findDeed(declared, name);
  if (deed === undefined)
    throw unusable(
      "action",
      `There is no "${name}". "action" takes the name of an operation as /openapi.json has it, such as members.remove, members.list or members.get.`,
    );
  const object = parameters.get("object")?.toLowerCase();
  if (object !== undefined && !deed.onObject)
    throw unusable("object", `"${name}" is about no single object: leave "object" out.`);
  if (object !== undefined && !uuidPattern.test(object))
    throw unusable("object", `"${object.slice(0, 100)}" is not a UUID, which "object" needs.`);
  return {
    deed,
    objectId: object,
    actor: readActor(kinds, parameters.get("actor")) ?? actorText(context.actor),
  };
}

function readActor(kinds: readonly string[], text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [kind = "", id = "", ...more] = text.toLowerCase().split(":");
  if (!kinds.includes(kind) || !uuidPattern.test(id) || more.length > 0)
    throw unusable("actor", `"actor" takes ${kinds.map((one) => `${one}:<id>`).join(", ")}.`);
  return `${kind}:${id}`;
}

function unusable(pointer: string, detail: string): Problem {
  return unknownParameter(detail, { errors: [{ pointer, code: "unknown_parameter", detail }] });
}
