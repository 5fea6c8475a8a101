/** What every change of an existing object begins with: lock it, and compare the version that the caller read. */
import type { Context } from "#platform/access";
import { type Statement, sql, type Tx, trusted } from "#platform/db";
import { notFound, type Problem, preconditionRequired, staleVersion } from "#platform/errors";
import { commonFields, jsonOf, plain, type Registry, type Resource, scopedTo } from "#platform/resource";

export type Locked = { version: number; object: Record<string, unknown> };

/**
 * Locks the object and reads it whole, hidden fields included: for comparing, never for answering.
 * @throws 404 when there is none that the caller may see.
 */
export async function lockForChange(
  registry: Registry,
  resource: Resource,
  tx: Tx,
  id: string,
): Promise<Locked> {
  const [row] = await tx.query<{ version: number; body: string }>(
    lockStatement(registry, resource, tx.context, id),
  );
  if (row === undefined) throw notFound(`There is no ${resource.name.replaceAll("_", " ")} with this id.`);
  return { version: row.version, object: JSON.parse(row.body) as Record<string, unknown> };
}

/** @throws 412 when the version that was read is no longer current. */
export function checkVersion(current: number, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== current) {
    throw staleVersion(`The object is at version ${current}, If-Match says ${ifMatch}. Read it again.`);
  }
}

/** 428: a change needs the version that was read. */
export function ifMatchRequired(): Problem {
  return preconditionRequired('Send If-Match with the ETag of the object as you read it, such as "7".');
}

function lockStatement(registry: Registry, resource: Resource, context: Context, id: string): Statement {
  const own = { ...resource, relations: {} };
  const body = jsonOf(registry, own, "t", plain, everything(resource));
  return sql`select t.version, ${trusted(body)} as body from ${trusted(resource.table)} t
              where t.organization_id = ${context.organizationId} and t.id = ${id}${scopedTo(registry, resource, context)} for update`;
}

function everything(resource: Resource): ReadonlySet<string> {
  const below = Object.values(resource.children).flatMap(({ fields }) => Object.values(fields));
  return new Set(
    [...Object.values({ ...resource.fields, ...commonFields }), ...below].flatMap(({ see }) => see ?? []),
  );
}
