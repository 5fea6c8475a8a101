/**
 * What earlier answers told: ids of objects that there are, their versions, cursors, words. With these a wish gets past
 * validation and looks-ups, to where the verbs are.
 */
import type { OpenApiDocument } from "#platform/doors/openapi";
import type { Operation } from "./operations.ts";
import type { Random } from "./random.ts";

export type Learned = {
  /** @param answered the body of a success */
  take(operation: Operation, answered: unknown): void;
  /** It is not there any more. */
  forget(template: string, id: string | undefined): void;
  /** Of somebody else: only to be named, never to be found. */
  takeForeign(operation: Operation, answered: unknown): void;
  /** What the fuzzer itself lives on, which nobody shall take away: no id of these is learned. */
  spare(answered: unknown): void;
  /** An object that `{id}` of this path may mean, or undefined where none is known. */
  idAt(template: string, random: Random): string | undefined;
  /** An object that a field or filter of this name may mean. */
  idFor(name: string, random: Random): string | undefined;
  /** Of whatever it may be. */
  anyId(random: Random): string;
  foreignId(random: Random): string;
  versionOf(id: string): number | undefined;
  cursor(random: Random): string | undefined;
  /** A value that a field of this name had. */
  word(name: string, random: Random): string | undefined;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** So many of each kind are remembered; of more, the newest. */
const most = 40;
/** What is revoked or removed by its id, and carries the fuzzer. */
const carrying = /^\/v1\/(api_keys|members|me\/sessions)$/;

export function learning(document: OpenApiDocument): Learned {
  const collections = collectionsOf(document);
  const ids = createPools();
  const foreign = createPools();
  const words = createPools();
  const versions = new Map<string, number>();
  const spared = new Set<string>();

  const learn = (into: Pools, operation: Operation, answered: unknown): void => {
    const at = collectionOf(collections, operation);
    for (const object of objectsIn(answered)) {
      const { id, version } = object;
      if (typeof id === "string" && uuid.test(id) && !(carrying.test(at) && spared.has(id))) into.add(at, id);
      if (typeof id === "string" && typeof version === "number" && versions.size < 20_000)
        versions.set(id, version);
    }
    for (const [name, value] of leavesIn(answered)) {
      if (uuid.test(value)) {
        if (name !== "id" && name !== "request_id" && !spared.has(value)) into.add(name, value);
      } else if (into === ids && value.length <= 200) words.add(name, value);
    }
  };

  const idFor: Learned["idFor"] = (name, random) => {
    const noun = nounIn(name, [...collections.keys()]);
    const at = noun === undefined ? undefined : collections.get(noun);
    return (at === undefined ? undefined : ids.pick(at, random)) ?? ids.pick(name, random);
  };

  return {
    take: (operation, answered) => learn(ids, operation, answered),
    forget: (template, id) => ids.drop(template.split("/{")[0] ?? "", id),
    takeForeign: (operation, answered) => learn(foreign, operation, answered),
    spare(answered) {
      for (const [, value] of leavesIn(answered)) if (uuid.test(value)) spared.add(value);
    },
    idAt: (template, random) => ids.pick(template.split("/{")[0] ?? "", random),
    idFor,
    anyId: (random) => ids.any(random) ?? nobodys,
    foreignId: (random) => foreign.any(random) ?? nobodys,
    versionOf: (id) => versions.get(id),
    cursor: (random) => words.pick("next_cursor", random),
    word: (name, random) => words.pick(name, random),
  };
}

/** An id that nothing has. */
export const nobodys = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

type Pools = {
  add(name: string, value: string): void;
  drop(name: string, value: string | undefined): void;
  pick(name: string, random: Random): string | undefined;
  any(random: Random): string | undefined;
};

function createPools(): Pools {
  const pools = new Map<string, string[]>();
  const pick: Pools["pick"] = (name, random) => {
    const pool = pools.get(name) ?? [];
    return pool.length === 0 ? undefined : random.pick(pool);
  };
  return {
    add(name, value) {
      const pool = pools.get(name) ?? [];
      pools.set(name, pool);
      if (pool.includes(value)) return;
      pool.push(value);
      if (pool.length > most) pool.shift();
    },
    drop(name, value) {
      pools.set(name, pools.get(name)?.filter((one) => one !== value) ?? []);
    },
    pick,
    any: (random) => (pools.size === 0 ? undefined : pick(random.pick([...pools.keys()]), random)),
  };
}

/** `order` → `/v1/orders`: the nouns are the schemas that a get answers. */
function collectionsOf({ paths }: OpenApiDocument): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, { get }] of Object.entries(paths)) {
    const [collection, behind] = path.split("/{id}");
    if (get === undefined || behind !== "" || collection === undefined) continue;
    const response = get.responses["200"];
    const content = response !== undefined && "content" in response ? response.content : undefined;
    const noun = content?.["application/json"]?.schema.$ref?.split("/").at(-1);
    if (noun !== undefined) found.set(noun, collection);
  }
  return found;
}

function collectionOf(collections: Map<string, string>, { answers, template }: Operation): string {
  const noun = answers?.replace(/_list$/, "") ?? "";
  return collections.get(noun) ?? template.split("/{")[0] ?? template;
}

/** `product_id` names a product, `owner_user_id` a member, `mentions` are members, too. */
function nounIn(name: string, nouns: string[]): string | undefined {
  if (name === "mentions" || name.endsWith("user_id")) return "member";
  const named = nouns.filter((noun) => name.startsWith(`${noun}_`) || name.endsWith(`_${noun}_id`));
  return named.sort((a, b) => b.length - a.length)[0];
}

/** The object itself, or those of a page or a batch. */
function objectsIn(answered: unknown): Record<string, unknown>[] {
  if (typeof answered !== "object" || answered === null) return [];
  const { data } = answered as { data?: unknown };
  const objects = Array.isArray(data) ? data : [answered];
  return objects.filter((one) => typeof one === "object" && one !== null);
}

function leavesIn(value: unknown, name = ""): [name: string, text: string][] {
  if (typeof value === "string") return [[name, value]];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.slice(0, 50).flatMap((item) => leavesIn(item, name));
  return Object.entries(value).flatMap(([key, item]) => leavesIn(item, key));
}
