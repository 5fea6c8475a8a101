/**
 * Whom a fact about an object concerns, as SQL over `x` (its `subject_type` and `subject_id`): asked for with the deed's
 * own transaction, because the object may be gone when somebody reads the fact.
 */
import type { Resource } from "./define-resource.ts";

const declared: Resource[] = [];
let text: string | undefined;

/** Called by every declaration. */
export function declareConcern(resource: Resource): void {
  declared.push(resource);
  text = undefined;
}

/**
 * Three expressions: what a scope names, the human, and whether it is everybody's. `$1` is the organization; `x.scope_id` is
 * what the fact says itself, of an object that is gone.
 */
export function concernsText(): string {
  text ??= [scopeOf(), userOf(), sharedOf()].join(",\n           ");
  return text;
}

function scopeOf(): string {
  const cases = declared.flatMap(({ name, only, table, belongs }) => {
    if (only !== undefined || typeof belongs === "string" || !("scope" in belongs)) return [];
    if (belongs.scope === "id") return [`when '${name}' then x.subject_id`];
    return [`when '${name}' then ${found(table, belongs.scope)}`];
  });
  return `coalesce(x.scope_id, ${oneOf(cases)})`;
}

function userOf(): string {
  const cases = declared.flatMap(({ name, table, belongs }) =>
    typeof belongs === "object" && "person" in belongs
      ? [`when '${name}' then ${found(table, belongs.person)}`]
      : [],
  );
  return oneOf(cases);
}

function sharedOf(): string {
  const names = declared.flatMap(({ name, only, belongs }) =>
    belongs === "shared" && only === undefined ? [`'${name}'`] : [],
  );
  return names.length === 0 ? "false" : `x.subject_type in (${names.join(", ")})`;
}

const found = (table: string, column: string) =>
  `(select t.${column} from ${table} t where t.organization_id = $1::uuid and t.id = x.subject_id)`;

const oneOf = (cases: string[]) =>
  cases.length === 0 ? "null::uuid" : `case x.subject_type ${cases.join(" ")} end`;
