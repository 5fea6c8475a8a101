/** Create, update and delete of simple master data, derived from the noun's declaration alone. */
import Type from "typebox";
import type { Context } from "#platform/access";
import { noteChanges } from "#platform/audit";
import { isDatabaseFault, isForeignKeyFault, sql, type Tx, trusted } from "#platform/db";
import { alreadyExists, notFound, type Problem, stillReferenced } from "#platform/errors";
import { defineEvent } from "#platform/events";
import { createSchema, patchSchema, type Registry, type Resource, scopedTo } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { checkVersion, lockForChange } from "./change.ts";
import { type Action, defineAction, type Ending } from "./define-action.ts";
import { notThere, stillInUse, taken } from "./fault-problem.ts";
import {
  doubledChildren,
  goneChanges,
  type Item,
  insertChildren,
  updatedChanges,
  updatedFields,
  writeChanges,
} from "./row-changes.ts";

const fact = (resource: Resource, happened: string, describe: string, data: Record<string, string> = {}) =>
  defineEvent<object>({ type: `${resource.name}.${happened}`, subject: resource.name, describe, data });

/** The verbs that the declaration's `write` asks for. */
export function masterDataActions(registry: Registry, resource: Resource): Action[] {
  const { path, write, writes } = resource;
  if (path === undefined || write === undefined) return [];
  const nouns = { create: createAction, update: updateAction, delete: deleteAction };
  return writes.map((kind) => nouns[kind](registry, resource, path, write));
}

function createAction(registry: Registry, resource: Resource, path: string, permission: string): Action {
  const created = fact(resource, "created", `A ${words(resource)} was made.`);
  return defineAction({
    name: `${path}.create`,
    door: `POST /v1/${path}`,
    permission,
    describe: `Make a ${words(resource)}. ${resource.describe}`,
    input: createSchema(resource),
    output: resource,
    fails: [alreadyExists],
    batch: true,
    async many(contexts, tx, inputs) {
      const items = inputs.map(
        ({ id: _, ifMatch: __, ...given }): Item => ({
          id: uuidv7(),
          given: { ...defaultsOf(resource), ...given },
        }),
      );
      const unclear = items.map(({ given }) => doubledChildren(resource, given));
      const known = await checkReferences(registry, resource, tx, items);
      const missing = items.map((_, i) => unclear[i] ?? known[i]);
      const sound = items.filter((_, i) => missing[i] === undefined);
      const doubled = await checkUnique(resource, tx, sound);
      const refused = items.map((item, i) => missing[i] ?? doubled[sound.indexOf(item)]);
      const good = items.filter((_, i) => refused[i] === undefined);
      if (good.length > 0) await insertRows(resource, tx, good);
      return items.map(({ id }, i): Ending => {
        const problem = refused[i];
        if (problem !== undefined) return { refused: problem };
        const context = contexts[i] ?? tx.context;
        created.emit(tx, context, { id, version: 1 }, {});
        return id;
      });
    },
  });
}

function updateAction(registry: Registry, resource: Resource, path: string, permission: string): Action {
  const updated = fact(resource, "updated", `A ${words(resource)} was changed.`, {
    changed: "Names of the fields that changed.",
  });
  return defineAction({
    name: `${path}.update`,
    door: `PATCH /v1/${path}/{id}`,
    permission,
    describe: `Change fields of a ${words(resource)} (JSON Merge Patch, RFC 7396): what is absent stays, null empties.`,
    input: patchSchema(resource),
    output: resource,
    fails: [alreadyExists],
    ifMatch: "required",
    async run(context, tx, { id, ifMatch, ...patch }) {
      const given = patch as Record<string, unknown>;
      const before = await lockForChange(registry, resource, tx, id);
      checkVersion(before.version, ifMatch);
      const [missing] = await checkReferences(registry, resource, tx, [{ id, given }]);
      const refused = doubledChildren(resource, given) ?? missing;
      if (refused !== undefined) throw refused;

      const changed = updatedFields(resource, before.object, given);
      if (changed.length === 0) return id;
      await writeChanges(resource, tx, id, changed, given);
      noteChanges(tx, id, updatedChanges(resource, before.object, changed, given));
      updated.emit(tx, context, { id, version: before.version + 1 }, { changed });
      return id;
    },
  });
}

function deleteAction(registry: Registry, resource: Resource, path: string, permission: string): Action {
  const deleted = fact(resource, "deleted", `A ${words(resource)} was removed.`);
  return defineAction({
    name: `${path}.delete`,
    door: `DELETE /v1/${path}/{id}`,
    permission,
    describe: `Remove a ${words(resource)}. Refused with 409 while other objects refer to it.`,
    input: Type.Object({}, { additionalProperties: false }),
    status: 204,
    subject: resource.name,
    // what is everybody's, or hidden from them, is not for those who see a part of the organization
    ...(typeof resource.belongs === "string" ? { wholeOrganization: true as const } : {}),
    fails: [stillReferenced],
    async run(context, tx, { id, ifMatch }) {
      const before = await lockForChange(registry, resource, tx, id);
      checkVersion(before.version, ifMatch);
      const gone = await tx
        .query<{ id: string }>(
          sql`delete from ${trusted(resource.table)} where organization_id = ${context.organizationId} and id = ${id} returning id`,
        )
        .catch((error: unknown) => {
          throw isForeignKeyFault(error) ? stillInUse(error, referring(registry, context, error)) : error;
        });
      if (gone.length === 0) throw notFound(`There is no ${words(resource)} with this id.`);
      noteChanges(tx, id, goneChanges(resource, before.object), before.version);
      const scopeId = scopeOf(resource, before.object);
      deleted.emit(tx, context, { id, version: before.version, scopeId }, {});
      return { answer: {}, id };
    },
  });
}

/** Whose it was, so that those who saw it hear that it is gone. */
function scopeOf({ belongs }: Resource, object: Record<string, unknown>): string | undefined {
  if (typeof belongs === "string" || !("scope" in belongs)) return undefined;
  const id = object[belongs.scope];
  return typeof id === "string" ? id : undefined;
}

/** What stands in the way, in words; undefined where the caller may not read it. */
function referring({ resources }: Registry, { permissions }: Context, fault: unknown): string | undefined {
  const table = isDatabaseFault(fault) ? fault.table : undefined;
  const noun = resources.find((one) => one.table === table);
  return noun !== undefined && permissions.has(noun.read) ? table?.replaceAll("_", " ") : undefined;
}

const words = (resource: Resource) => resource.name.replaceAll("_", " ");

function defaultsOf(resource: Resource): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resource.fields).flatMap(([name, field]) =>
      field.default === undefined ? [] : [[name, field.default]],
    ),
  );
}

/** One answer per item: the problem of the first id in it that the caller may not see, or undefined. */
async function checkReferences(
  registry: Registry,
  resource: Resource,
  tx: Tx,
  items: Item[],
): Promise<(Problem | undefined)[]> {
  const refused: (Problem | undefined)[] = items.map(() => undefined);
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.references === undefined || field.readOnly) continue;
    const asked = items.map(({ given }) => (given[name] ?? null) as string | null);
    if (asked.every((id) => id === null)) continue;
    const other = registry.get(field.references);
    const missing = await tx.query<{ place: number }>(sql`
      select x.place::int as place from unnest(${asked}::uuid[]) with ordinality x(id, place)
       where x.id is not null
         and not exists (select from ${trusted(other.table)} t
                          where t.organization_id = ${tx.context.organizationId} and t.id = x.id${scopedTo(registry, other, tx.context)})`);
    for (const { place } of missing) refused[place - 1] ??= notThere(`/${name}`);
  }
  return refused;
}

async function insertRows(resource: Resource, tx: Tx, items: Item[]): Promise<void> {
  const writable = Object.entries(resource.fields).filter(([, field]) => !field.readOnly);
  const columns = writable.map(([name]) => name).join(", ");
  const typed = writable.map(([name, field]) => `${name} ${field.sqlType}`).join(", ");
  const rows = items.map(({ id, given }) => ({
    id,
    ...Object.fromEntries(writable.map(([name]) => [name, given[name] ?? null])),
  }));
  await tx.query(sql`
    insert into ${trusted(resource.table)} (organization_id, id, ${trusted(columns)})
    select ${tx.context.organizationId}, x.id, ${trusted(writable.map(([name]) => `x.${name}`).join(", "))}
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, ${trusted(typed)})`);
  for (const [name, children] of Object.entries(resource.children)) {
    if (!children.readOnly) await insertChildren(tx, children, items, name);
  }
}

/** One answer per item: a unique value that an earlier item or another object has, or undefined. */
async function checkUnique(resource: Resource, tx: Tx, items: Item[]): Promise<(Problem | undefined)[]> {
  const refused: (Problem | undefined)[] = items.map(() => undefined);
  for (const name of resource.unique) {
    if (resource.fields[name]?.readOnly) continue;
    const asked = items.map(({ given }) => (given[name] ?? null) as string | null);
    if (asked.every((value) => value === null)) continue;
    const rows = await tx.query<{ place: number }>(sql`
      select x.place::int as place from unnest(${asked}::text[]) with ordinality x(value, place)
       where exists (select from ${trusted(resource.table)} t
                      where t.organization_id = ${tx.context.organizationId} and t.${trusted(name)} = x.value)`);
    const repeated = asked.flatMap((value, i) => (value !== null && asked.indexOf(value) < i ? [i] : []));
    for (const i of [...rows.map(({ place }) => place - 1), ...repeated]) {
      refused[i] ??= taken(name, `There is one with ${name} "${asked[i]}" already.`);
    }
  }
  return refused;
}
