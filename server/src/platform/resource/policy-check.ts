/**
 * The second lock against the first: each table's policy for reading, as the catalog prints it, must be the one that
 * follows from what its noun says of itself. A table that somebody forgot to protect, or protected as something else,
 * does not boot. Whatever PostgreSQL would print in another way is refused as well: here only one thing is right.
 */
import type { Database } from "#platform/db";
import { sql, trusted } from "#platform/db";
import type { Belonging, Resource } from "./define-resource.ts";

type Wall = {
  table: string;
  /** Row Level Security is on, and stops the owner too. */
  forced: boolean;
  /** The conditions by which plinth_app reads: several open what any of them opens. */
  conditions: string[];
};

/** As declarations write it: a table of the platform's own schema is named with it. Of `c` and `n`, its class and schema. */
export const tableName = trusted(
  "(case n.nspname when 'public' then '' else n.nspname || '.' end) || c.relname",
);

/** Answers the complaints; none means that every table is walled as its noun says. */
export async function checkPolicies(database: Database, resources: Resource[]): Promise<string[]> {
  const tables = resources.flatMap(({ table, children }) => [
    table,
    ...Object.values(children).map((child) => child.table),
  ]);
  const walls = await database.system<Wall>(sql`
    select ${tableName} as table, c.relrowsecurity and c.relforcerowsecurity as forced,
           array(select coalesce(pg_get_expr(p.polqual, p.polrelid), 'true')
                   from pg_policy p
                  where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
                    and exists (select from unnest(p.polroles) r
                                 where r = 0 or pg_has_role('plinth_app', r, 'member'))
                  order by p.polname) as conditions
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${tableName} = any (${tables})`);
  return resources.flatMap((resource) => {
    const { name, table, children } = resource;
    const fitting = conditionsOf(resource, resources);
    return [
      ...complaints(name, table, fitting, walls),
      ...Object.values(children).flatMap((child) => {
        const seen = { parent: name, by: child.parentKey };
        return complaints(name, child.table, ofParent(child.table, seen, resources), walls);
      }),
    ];
  });
}

/** A table that does not exist is complained of by its columns. */
function complaints(resource: string, table: string, fitting: string[], walls: Wall[]): string[] {
  const wall = walls.find((candidate) => candidate.table === table);
  if (wall === undefined) return [];
  const [condition, ...more] = wall.conditions;
  const fits =
    condition !== undefined &&
    more.length === 0 &&
    ["organization_id", "id"].some((key) => fitting.map(ofOrganization(key)).includes(plain(condition)));
  return [
    ...(wall.forced
      ? []
      : [`resource "${resource}": Row Level Security of table ${table} is not on and forced`]),
    ...(fits
      ? []
      : [
          `resource "${resource}": plinth_app reads table ${table} by ${wall.conditions.join(" or by ") || "no policy"}, which is not what it belongs to`,
        ]),
  ];
}

const all = "(select plinth.sees_all())";

/** What a scoped actor's sight may be written as, beside the organization; "" where it is not narrowed. */
function conditionsOf({ table, belongs }: Resource, resources: Resource[]): string[] {
  if (belongs === "shared") return [""];
  if (belongs === "hidden") return [all];
  if ("scope" in belongs) return [within(belongs.scope)];
  if ("person" in belongs) return [`(${belongs.person} = (select plinth.actor_person()))`];
  return ofParent(table, belongs, resources);
}

const within = (column: string) => `(${all} or (${column} = any ((select plinth.scope())::uuid[])))`;

/** What is seen with another: by a look at that one, or by what that one goes by, kept in a column of its own. */
function ofParent(
  table: string,
  { parent, by }: Extract<Belonging, { parent: string }>,
  resources: Resource[],
): string[] {
  const above = resources.find(({ name }) => name === parent);
  if (above === undefined) return [];
  const { belongs } = above;
  const same =
    typeof belongs === "object" && "scope" in belongs
      ? [within(belongs.scope === "id" ? by : belongs.scope)]
      : conditionsOf(above, resources);
  const joined = `(parent.organization_id = ${table}.organization_id) and (parent.id = ${table}.${by})`;
  return [...same, `(${all} or (exists (select from ${above.table} parent where (${joined}))))`];
}

const ofOrganization = (key: string) => (seen: string) => {
  const own = `(${key} = (select plinth.organization()))`;
  return plain(seen === "" ? own : `(${own} and ${seen})`);
};

/** Without what PostgreSQL adds in printing: names of subqueries' columns, spaces, capitals. */
function plain(condition: string): string {
  return condition
    .replaceAll(/\) AS \w+\)/g, "))")
    .replaceAll(/\s+/g, "")
    .toLowerCase();
}
