/** What a deed made or changed, in the words of the ordinary read, seen with each caller's own rights. */
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import type { Found, Reads } from "#platform/resource";
import { type Action, type Ending, isRefused, type Made, resourceOf } from "./define-action.ts";
import type { OrganizationCall } from "./run-calls.ts";

export type ReadBack = {
  /** The objects of these ids as the caller sees them, in order; none for a verb without a noun. */
  of(context: Context, ids: (string | null)[]): Found[];
};

/** Members of a lane may hold different permissions: each group is read with its own. */
export async function readBack(
  reads: Reads,
  action: Action,
  tx: Tx,
  groups: { call: OrganizationCall; endings: Ending[] }[],
): Promise<ReadBack> {
  const resource = resourceOf(action);
  if (resource === undefined || action.status === 204) return { of: () => [] };

  const asked = new Map<ReadonlySet<string>, { context: Context; ids: string[] }>();
  for (const { call, endings } of groups) {
    const { context } = call;
    const group = asked.get(context.permissions) ?? { context, ids: [] };
    asked.set(context.permissions, group);
    for (const ending of endings)
      if (!isRefused(ending)) group.ids.push(...subjectsOf(ending).filter((id) => id !== null));
  }
  const found = new Map(
    await Promise.all(
      [...asked].map(async ([permissions, { context, ids }]) => {
        const rows = ids.length === 0 ? [] : await reads.getMany(tx, context, resource, ids);
        return [permissions, new Map(rows.map((row) => [row.id, row]))] as const;
      }),
    ),
  );
  return {
    of: ({ permissions }, ids) =>
      ids.map((id) => {
        const object = found.get(permissions)?.get(id ?? "");
        if (object === undefined) throw new Error(`"${action.name}" answered an id that it did not write`);
        return object;
      }),
  };
}

/** The ids that an ending names; null for an answer that is about no object. */
export function subjectsOf(ending: Made): (string | null)[] {
  if (typeof ending === "string") return [ending];
  return Array.isArray(ending) ? ending : [ending.id ?? null];
}
