/** Finds objects by the value of a unique field, many at a time. */
import { LRUCache } from "lru-cache";
import type { Context } from "#platform/access";
import type { Reads, Registry, Resource } from "#platform/resource";
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

export function createFinder(registry: Registry, reads: Reads, context: Context): Finder {
  const known = new LRUCache<string, string>({ max: mostKnown });
  const keyOf = ({ resource, by }: Reference, value: string) => `${resource} ${by} ${value}`;

  const list = async (
    resource: Resource,
    by: string,
    values: string[],
    more: string[],
  ): Promise<Record<string, unknown>[]> => {
    const page = await reads.list(context, resource, {
      limit: values.length,
      after: undefined,
      filters: [{ field: by, operator: "in", value: values }],
      search: undefined,
      sort: [{ field: "id", descending: false }],
      projection: { fields: new Set(["id", by, ...more]), expand: new Map() },
      count: false,
    });
    return (JSON.parse(page) as { data: Record<string, unknown>[] }).data;
  };

  return {
    async existing(resource, key, values, amount) {
      if (values.length === 0) return new Map();
      const rows = await list(resource, key, values, amount === undefined ? [] : [amount]);
      return new Map(
        rows.map((row) => [
          String(row[key]),
          { id: String(row.id), written: Number(row[amount ?? ""] ?? 0) },
        ]),
      );
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
        const rows = await list(registry.get(reference.resource), reference.by, [...values], []);
        for (const row of rows) known.set(keyOf(reference, String(row[reference.by])), String(row.id));
      }
    },
    id: (reference, value) => known.get(keyOf(reference, value)),
  };
}
