/** How far the looks at an organization have come, kept beside its other counters. */
import { sql, type Tx } from "#platform/db";
import type { Asked } from "./look.ts";

const series = (population: string): string => `looked at ${population}`;

/** By population. */
export async function findPlaces({ organization, ask }: Asked): Promise<Map<string, string>> {
  const rows = await ask<{ population: string; place: string }>(
    "organization",
    sql`
      select substr(series, ${series("").length + 1}::int) as population, last::text as place
        from plinth.counters
       where organization_id = ${organization} and starts_with(series, ${series("")})`,
  );
  return new Map(rows.map(({ population, place }) => [population, place]));
}

export function writePlaces(tx: Tx, places: ReadonlyMap<string, string>): void {
  const names = [...places.keys()].sort();
  tx.later(sql`
    insert into plinth.counters (organization_id, series, last)
    select ${tx.context.organizationId}, x.series, x.last
      from unnest(${names.map(series)}::text[], ${names.map((name) => places.get(name))}::bigint[]) x(series, last)
    on conflict (organization_id, series) do update set last = excluded.last`);
}
