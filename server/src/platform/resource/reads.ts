/** The two reads of a noun: one object, one page. Each is one statement. */
import { createHash } from "node:crypto";
import type { Context } from "#platform/access";
import type { Database, Statement } from "#platform/db";
import { encodeCursor } from "./cursor.ts";
import type { Resource } from "./define-resource.ts";
import type { ListQuery } from "./list-query.ts";
import { type Projection, plain } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { createShapes } from "./shapes.ts";
import { getManyText, getText, listText, listValues } from "./statements.ts";

export type Found = { id: string; version: number; body: string };

export type Reads = {
  /** The object as JSON text, or undefined when there is none that the caller may see. */
  get(context: Context, resource: Resource, id: string, projection?: Projection): Promise<Found | undefined>;
  /** The page as JSON text: `{"data": […], "next_cursor": …}`. */
  list(context: Context, resource: Resource, query: ListQuery): Promise<string>;
  /** The statement that reads objects back inside a verb's transaction; rows are `Found`, in no order. */
  getMany(context: Context, resource: Resource, ids: string[]): Statement;
};

export function createReads(database: Database, registry: Registry): Reads {
  const shapes = createShapes(database.forget);
  const visible = createVisibility();

  return {
    async get(context, resource, id, projection = plain) {
      const statement = shapes.statement(
        `get ${resource.name} ${visible(resource, context)} ${projectionKey(projection)}`,
        context.organizationId,
        () => getText(registry, resource, projection, context.permissions),
        [context.organizationId, id],
      );
      const [found] = await database.read<Found>(context, statement);
      return found;
    },
    async list(context, resource, query) {
      const statement = shapes.statement(
        `list ${resource.name} ${visible(resource, context)} ${listKey(query)}`,
        context.organizationId,
        () => listText(registry, resource, query, context.permissions),
        listValues(context, query),
      );
      const [page] = await database.read<{ data: string; next: string[] | null; total?: number }>(
        context,
        statement,
      );
      if (page === undefined) throw new Error("a list answered no row");
      const next = page.next === null ? "null" : `"${encodeCursor(query.sort, page.next)}"`;
      return `{"data":${page.data},"next_cursor":${next}${page.total === undefined ? "" : `,"total":${page.total}`}}`;
    },
    getMany: (context, resource, ids) =>
      shapes.statement(
        `many ${resource.name} ${visible(resource, context)}`,
        context.organizationId,
        () => getManyText(registry, resource, context.permissions),
        [context.organizationId, ids],
      ),
  };

  /** Which hidden fields the caller sees, as text: one letter per permission that hides anything anywhere. */
  function createVisibility(): (resource: Resource, context: Context) => string {
    const hiding = new Set(
      registry.resources.flatMap(({ fields }) => Object.values(fields).flatMap(({ see }) => see ?? [])),
    );
    const known = new WeakMap<ReadonlySet<string>, string>();
    return (_, { permissions }) => {
      let mask = known.get(permissions);
      if (mask === undefined) {
        mask = [...hiding].map((permission) => (permissions.has(permission) ? "1" : "0")).join("");
        known.set(permissions, mask);
      }
      return mask;
    };
  }
}

/** `"7.k3x9a1"`: the version, and a hash of the answer, which differs under other fields, roles and expands. */
export function etagOf({ version, body }: { version: number; body: string }): string {
  return `"${version}.${createHash("md5").update(body).digest("base64url").slice(0, 8)}"`;
}

function projectionKey({ fields, expand }: Projection): string {
  const below = [...expand].map(([name, projection]) => `${name}(${projectionKey(projection)})`).sort();
  return `${fields === undefined ? "*" : [...fields].sort().join(",")}+${below.join(",")}`;
}

function listKey({ filters, sort, projection, search, after, count }: ListQuery): string {
  const where = filters.map(({ field, operator }) => `${field}:${operator}`).join(",");
  const order = sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",");
  return `${where} ${order} ${projectionKey(projection)} ${search === undefined ? "" : "q"} ${after === undefined ? "" : "after"} ${count ? "count" : ""}`;
}
