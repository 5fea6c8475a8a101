/** Finds objects by the value of a unique field, many at a time. */
import { LRUCache } from "lru-cache";
import type { Context } from "#platform/access";
import { type Database, sql, trusted } from "#platform/db";
import type { Registry, Resource } from "#platform/resource";
import type { FindId, Reference } from "./shape.ts";

export type Existing = { id: string; written: number };

export type Finder = {
  /** Objects by their key; `amount` is a field to be read with them. */
  existing(
    resource: Resource,
    key: string,
    values: string[],
    amount: string | undefined,
  ): Promise<Map<string, Existing>>;
  /** Makes `id` know these. */
  load(meant: { reference: Reference; value: string }[]): Promise<void>;
  id: FindId;
};

/** References that are known at a time; the working set of a file that repeats them is far smaller. */
const mostKnown = 100_000;

export function createFinder(registry: Registry, database: Database, context: () => Context): Finder {
  const known = new LRUCache<string, string>({ max: mostKnown });
  const keyOf = ({ resource, by }: Reference, value: string) => `${resource} ${by} ${value}`;

  type Row = { key: string; id: string; written: number };
  // the names of table and columns come from the declaration, never from the file
  const find = async (resource: Resource, by: string, values: string[], amount?: string): Promise<Row[]> => {
    const caller = context();
    return await database.read<Row>(
      caller,
      sql`select t.${trusted(by)}::text as key, t.id, ${trusted(amount === undefined ? "0" : `t.${amount}`)} as written
            from ${trusted(resource.table)} t
           where t.organization_id = ${caller.organizationId}
             and t.${trusted(by)} = any (${values}::${trusted(resource.fields[by]?.sqlType ?? "text")}[])`,
    );
  };

  return {
    async existing(resource, key, values, amount) {
      if (values.length === 0) return new Map();
      const rows = await find(resource, key, values, amount);
      return new Map(rows.map((row) => [row.key, { id: row.id, written: row.written }]));
    },
    async load(meant) {
      const wanted = new Map<string, { reference: Reference; values: Set<string> }>();
      for (const { reference, value } of meant) {
        if (known.get(keyOf(reference, value)) !== undefined) continue;
        const group = wanted.get(keyOf(reference, "")) ?? { reference, values: new Set() };
        wanted.set(keyOf(reference, ""), group);
        group.values.add(value);
      }
      for (const { reference, values } of wanted.values()) {
        const rows = await find(registry.get(reference.resource), reference.by, [...values]);
        for (const { key, id } of rows) known.set(keyOf(reference, key), id);
      }
    },
    id: (reference, value) => known.get(keyOf(reference, value)),
  };
}
