/** The rows of master data as they are written, and how a change reads in the audit trail. */
import { type Changes, changesBetween } from "#platform/audit";
import { sql, type Tx, trusted } from "#platform/db";
import { type FieldError, invalidInput, type Problem } from "#platform/errors";
import { scaled } from "#platform/money";
import { commonFields, type Field, type Resource } from "#platform/resource";

export type Item = { id: string; given: Record<string, unknown> };

/** What was given of the changed fields, against what was there. */
export function updatedChanges(
  resource: Resource,
  before: Record<string, unknown>,
  changed: string[],
  given: Record<string, unknown>,
): Changes {
  const after = Object.fromEntries(changed.map((name) => [name, given[name]]));
  return changesBetween(before, after, personalFields(resource));
}

/** All that an object had which is no more. */
export function goneChanges(resource: Resource, before: Record<string, unknown>): Changes {
  const own = Object.keys(before).filter((name) => !(name in commonFields) && !isEmpty(before[name]));
  return changesBetween(
    before,
    Object.fromEntries(own.map((name) => [name, null])),
    personalFields(resource),
  );
}

function personalFields({ fields }: Resource): ReadonlySet<string> {
  return new Set(Object.keys(fields).filter((name) => fields[name]?.personal));
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

/** 422 naming the children that say twice what may be said once, such as two prices in one currency. */
export function doubledChildren(resource: Resource, given: Record<string, unknown>): Problem | undefined {
  const errors = Object.entries(resource.children).flatMap(([name, { key }]): FieldError[] => {
    const keys = ((given[name] ?? []) as Record<string, unknown>[]).map((child) =>
      JSON.stringify(key.map((column) => child[column])),
    );
    const words = key.join(" and ").replaceAll("_", " ");
    return keys.flatMap((one, i) =>
      keys.indexOf(one) < i
        ? [
            {
              pointer: `/${name}/${i}`,
              code: "doubled",
              detail: `Another of the ${name} has the same ${words}.`,
            },
          ]
        : [],
    );
  });
  const [first] = errors;
  return first === undefined ? undefined : invalidInput(first.detail, { errors });
}

/** Names of the fields whose value differs from what is there: "1.5" is "1.50", and children have no sequence. */
export function updatedFields(
  resource: Resource,
  before: Record<string, unknown>,
  given: Record<string, unknown>,
): string[] {
  return Object.keys(given).filter(
    (name) => comparable(resource, name, before[name]) !== comparable(resource, name, given[name]),
  );
}

function comparable({ fields, children }: Resource, name: string, value: unknown): string {
  const field = fields[name];
  if (field !== undefined) return JSON.stringify(plainValue(field, value));
  const rows = ((value ?? []) as Record<string, unknown>[]).map((row) =>
    JSON.stringify(
      Object.entries(children[name]?.fields ?? {}).map(([column, one]) => plainValue(one, row[column])),
    ),
  );
  return JSON.stringify(rows.sort());
}

function plainValue({ kind }: Field, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return kind === "unitPrice" ? String(scaled(String(value), 6)) : value;
}

/** Writes the changed fields and children, and bumps the version. */
export async function writeChanges(
  resource: Resource,
  tx: Tx,
  id: string,
  changed: string[],
  given: Record<string, unknown>,
): Promise<void> {
  const { organizationId } = tx.context;
  const columns = changed.filter((name) => resource.fields[name] !== undefined);
  const assignments = columns.map((name) => `${name} = x.${name}, `).join("");
  const typed = columns.map((name) => `${name} ${resource.fields[name]?.sqlType}`).join(", ");
  const row = JSON.stringify(Object.fromEntries(columns.map((name) => [name, given[name] ?? null])));
  const source =
    columns.length === 0 ? sql`` : sql`from json_to_record(${row}::json) as x(${trusted(typed)})`;
  await tx.query(sql`
    update ${trusted(resource.table)} t
       set ${trusted(assignments)}version = t.version + 1, updated_at = plinth.now()
      ${source}
     where t.organization_id = ${organizationId} and t.id = ${id}`);
  for (const name of changed) {
    const children = resource.children[name];
    if (children === undefined) continue;
    await tx.query(sql`
      delete from ${trusted(children.table)}
       where organization_id = ${organizationId} and ${trusted(children.parentKey)} = ${id}`);
    await insertChildren(tx, children, [{ id, given: { [name]: given[name] } }], name);
  }
}

/** Adds the children given for these items. */
export async function insertChildren(
  tx: Tx,
  children: Resource["children"][string],
  items: Item[],
  name: string,
): Promise<void> {
  const rows = items.flatMap(({ id, given }) =>
    ((given[name] ?? []) as object[]).map((child) => ({ parent: id, ...child })),
  );
  if (rows.length === 0) return;
  const fields = Object.entries(children.fields);
  await tx.query(sql`
    insert into ${trusted(children.table)} (organization_id, ${trusted(children.parentKey)}, ${trusted(fields.map(([column]) => column).join(", "))})
    select ${tx.context.organizationId}, x.parent, ${trusted(fields.map(([column]) => `x.${column}`).join(", "))}
      from json_to_recordset(${JSON.stringify(rows)}::json)
           as x(parent uuid, ${trusted(fields.map(([column, field]) => `${column} ${field.sqlType}`).join(", "))})`);
}
