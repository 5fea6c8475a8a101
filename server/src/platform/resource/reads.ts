/** The two reads of a noun: one object, one page. Each is one statement. */
import { hash } from "node:crypto";
import { authorize, type Context, may } from "#platform/access";
import { type Database, Statement, type Tx } from "#platform/db";
import { encodeCursor } from "./cursor.ts";
import type { Resource } from "./define-resource.ts";
import { uuidPattern } from "./field.ts";
import type { ListQuery } from "./list-query.ts";
import { type Projection, plain } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { createShapes } from "./shapes.ts";
import { getManyText, getText, listText, listValues, type Viewer } from "./statements.ts";
import { createVisibility } from "./visibility.ts";

export type Found = { id: string; version: number; body: string };

export type Reads = {
  /** The object as JSON text, or undefined when there is none that the caller may see. */
  get(context: Context, resource: Resource, id: string, projection?: Projection): Promise<Found | undefined>;
  /** The page as JSON text: `{"data": […], "next_cursor": …}`. */
  list(context: Context, resource: Resource, query: ListQuery): Promise<string>;
  /** Reads objects back inside a verb's transaction, in no order; needs no permission beyond the verb's own. */
  getMany(tx: Tx, context: Context, resource: Resource, ids: string[]): Promise<Found[]>;
};

export function createReads(database: Database, registry: Registry): Reads {
  const shapes = createShapes(database.forget);
  const visibility = createVisibility(registry);
  const readBack = new Map<string, string>();

  /** What a statement's text depends on besides the question. */
  const viewOf = (context: Context, resource: Resource, projection: Projection) => {
    const viewer: Viewer = { permissions: context.permissions, scoped: context.scope !== "all" };
    const key = `${visibility(resource, projection, context.permissions)}${viewer.scoped ? "s" : ""}`;
    return { viewer, key };
  };
  const scopeOf = ({ scope }: Context) => (scope === "all" ? [] : [scope]);

  return {
    async get(context, resource, id, projection = plain) {
      authorize(may(context, resource.read));
      if (!uuidPattern.test(id)) return undefined;
      const { viewer, key } = viewOf(context, resource, projection);
      const statement = shapes.statement(
        `get ${resource.name} ${key} ${projectionKey(projection)}`,
        context.organizationId,
        () => getText(registry, resource, projection, viewer),
        [context.organizationId, id, ...scopeOf(context)],
      );
      const [found] = await database.read<Found>(context, statement);
      return found;
    },
    async list(context, resource, query) {
      authorize(may(context, resource.read));
      const { viewer, key } = viewOf(context, resource, query.projection);
      const statement = shapes.statement(
        `list ${resource.name} ${key} ${listKey(query)}`,
        context.organizationId,
        () => listText(registry, resource, query, viewer),
        listValues(context, query),
      );
      const [page] = await database.read<{ data: string; next: string[] | null; total?: number }>(
        context,
        statement,
      );
      if (page === undefined) throw new Error("a list answered no row");
      const next = page.next === null ? "null" : `"${encodeCursor(resource, query.sort, page.next)}"`;
      return `{"data":${page.data},"next_cursor":${next}${page.total === undefined ? "" : `,"total":${page.total}`}}`;
    },
    getMany(tx, context, resource, ids) {
      const { viewer, key } = viewOf(context, resource, plain);
      // few shapes, on the verbs' own connections: named for good and outside the bounded ones
      const name = `back_${resource.name}_${key}`;
      const text = readBack.get(name) ?? getManyText(registry, resource, viewer);
      readBack.set(name, text);
      return tx.query<Found>(new Statement(text, [context.organizationId, ids, ...scopeOf(context)], name));
    },
  };
}

/** `"7.k3x9a1"`: the version, and a hash of the answer, which differs under other fields, roles and expands. */
export function etagOf({ version, body }: { version: number; body: string }): string {
  return `"${version}.${hash("md5", body, "base64url").slice(0, 8)}"`;
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
