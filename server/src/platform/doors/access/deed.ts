/** What is asked about: a verb, a noun's list or get, or another read. Pure. */
import { type Context, type Sentence, seesAll } from "#platform/access";
import { type Action, mayTouchUnseen, type Query, resourceOf } from "#platform/action";
import type { Registry, Resource } from "#platform/resource";

export type Declared = { registry: Registry; actions: readonly Action[]; queries: readonly Query[] };

export type Deed = {
  name: string;
  audience: Query["audience"];
  /** What it needs, all of them; none for people's verbs. */
  permissions: readonly string[];
  /** Whether it is closed to whoever sees a part of the organization only. */
  openTo(context: Context): Sentence;
  /** Why none is asked. */
  because: string | undefined;
  /** It is about one object. */
  onObject: boolean;
  /** The noun of that object, where it is one that is declared. */
  noun: Resource | undefined;
  /** A verb, with the rules of its own. */
  action: Action | undefined;
};

/** The deed of this name, as the reference calls its operations. */
export function findDeed(declared: Declared, name: string): Deed | undefined {
  const action = declared.actions.find((one) => one.name === name);
  if (action !== undefined) return ofAction(declared.registry, action);
  const query = declared.queries.find((one) => one.name === name);
  if (query !== undefined) return ofQuery(declared.registry, query);
  const [path, read] = name.split(".");
  const noun = declared.registry.resources.find((one) => one.path !== undefined && one.path === path);
  if (noun === undefined || (read !== "list" && read !== "get")) return undefined;
  return {
    ...plain,
    name,
    audience: "organization",
    permissions: [noun.read],
    onObject: read === "get",
    noun,
  };
}

const plain = { because: undefined, action: undefined, openTo: (): Sentence => ({ allowed: true }) };

function ofAction(registry: Registry, action: Action): Deed {
  const { name, audience, permission, because, door } = action;
  const onObject = door.includes("{id}");
  const noun = onObject ? (action.subject ?? resourceOf(action)?.name) : undefined;
  return {
    name,
    audience,
    permissions: permission === undefined ? [] : [permission],
    openTo: (context) => mayTouchUnseen(context, action),
    because,
    onObject,
    noun: registry.resources.find((one) => one.name === noun),
    action,
  };
}

function ofQuery(
  registry: Registry,
  { name, audience, permission, alsoNeeds, wholeOrganization, door }: Query,
): Deed {
  const [, , plural] = door.split("/");
  const onObject = door.includes("{id}");
  return {
    ...plain,
    name,
    audience,
    permissions: [permission, alsoNeeds].filter((one) => one !== undefined),
    ...(wholeOrganization ? { openTo: seesAll } : {}),
    onObject,
    noun: onObject ? registry.resources.find(({ path }) => path !== undefined && path === plural) : undefined,
  };
}
