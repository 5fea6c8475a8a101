/** Bringing one object to an ERP with a REST interface, once. */
import { ErpFailure, type Fields, type TheirObject, type Wish } from "./contract.ts";
import type { Hands } from "./push-once.ts";
import { type Calls, itemsIn, readAt, urlOf, write } from "./rest-ask.ts";
import type { RestKind } from "./rest-configuration.ts";
import { kindOf, read } from "./rest-map.ts";
import { at, nameAt, put, topOf } from "./rest-places.ts";

export function hands(wish: Wish, calls: Calls): Hands {
  const { id } = wish;
  const kind = kindOf(calls.configuration, wish.kind);
  // as it was last seen, with what is not mapped
  let item: unknown;

  return {
    async find() {
      item = await findItem(calls, kind, wish);
      return item === undefined ? undefined : read(kind, item, true);
    },

    async create(fields) {
      const body: Record<string, unknown> = structuredClone(fields);
      put(body, kind.our_id, id);
      const { method = "POST", path } = kind.create;
      return answered(kind, id, await write(calls, method, urlOf(calls, { path }, { id }), body));
    },

    async update(there, names, fields) {
      const { method, path, if_match } = kind.update;
      const url = urlOf(calls, { path }, { id, external_id: there.externalId });
      const headers: Record<string, string> =
        if_match && there.version !== null ? { "if-match": there.version } : {};
      const body = method === "PATCH" ? pick(fields, names) : whole(kind, item, fields, names);
      return answered(kind, id, await write(calls, method, url, body, headers));
    },
  };
}

/** @throws ErpFailure when they have it twice: nobody but a person can say which one it is */
async function findItem(calls: Calls, kind: RestKind, { id, externalId }: Wish): Promise<unknown> {
  if (externalId !== undefined && kind.get !== undefined) {
    const known = await getItem(calls, kind, id, externalId);
    if (known !== undefined && nameAt(known, kind.our_id) === id) return known;
  }
  const found = await readAt(calls, urlOf(calls, kind.find, { id }));
  // a search may find what resembles it
  const items =
    found === undefined
      ? []
      : itemsIn(found.body, kind.find.items).filter((each) => nameAt(each, kind.our_id) === id);
  if (items.length > 1)
    throw new ErpFailure(
      "erp_twice",
      "The ERP has this object more than once. Remove all but one of them there.",
      {
        retryable: false,
      },
    );
  const [first] = items;
  const name = nameAt(first, kind.id);
  if (first === undefined || name === null || kind.get === undefined) return first;
  return await getItem(calls, kind, id, name);
}

async function getItem(
  calls: Calls,
  { get, item }: RestKind,
  id: string,
  externalId: string,
): Promise<unknown> {
  if (get === undefined) return undefined;
  const answer = await readAt(calls, urlOf(calls, get, { id, external_id: externalId }));
  return answer && at(answer.body, item ?? "");
}

/** An answer that does not show the object is no proof of what is there: it is looked up. */
function answered(kind: RestKind, id: string, body: unknown): TheirObject | "again" {
  const item = body === "again" ? undefined : at(body, kind.item ?? "");
  if (nameAt(item, kind.id) === null || nameAt(item, kind.our_id) !== id) return "again";
  return read(kind, item, true);
}

function pick(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}

/** Their object with what changed here: what is not mapped, or changed there alone, stays as it is. */
function whole(kind: RestKind, item: unknown, fields: Fields, names: string[]): unknown {
  const object = structuredClone(item ?? {}) as Record<string, unknown>; // JSON, which `read` has found to be an object
  for (const { to } of kind.fields) if (names.includes(topOf(to))) put(object, to, at(fields, to) ?? null);
  return object;
}
