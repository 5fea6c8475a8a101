/** A page of entries as finished JSON text. */
import type { Context } from "#platform/access";
import type { Services, Told } from "#platform/action";
import { trusted } from "#platform/db";
import { inOrder, pageOfEntries } from "./entries-statement.ts";
import type { Filter } from "./filters.ts";
import { cursorOf, type Page } from "./page.ts";
import { shownChanges } from "./shown-changes.ts";
import type { Sight } from "./sight.ts";

/** @param context under which it is read; `parts` are the SQL of an entry's JSON, by name */
export async function readPage(
  { read }: Pick<Services, "read">,
  context: Context,
  sight: Sight,
  filters: Filter[],
  { limit, after }: Page,
  parts: Record<string, string>,
): Promise<Told> {
  const { organizationId } = context;
  const page = pageOfEntries({ organizationId, filters, after, since: sight.since, limit: limit + 1 });
  const rows = await read<{ id: string; body: string; personal: boolean }>(
    context,
    inOrder(pageColumns(parts), page, shownChanges(organizationId, sight)),
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last === undefined ? "null" : `"${cursorOf(last.id)}"`;
  return {
    body: `{"data":[${shown.map(({ body }) => body).join(",")}],"next_cursor":${next}}`,
    sensitive: shown.some(({ personal }) => personal),
  };
}

function pageColumns(parts: Record<string, string>) {
  const body = Object.entries(parts)
    .map(([name, value], i) => `'${i === 0 ? "{" : ","}"${name}":' || ${value}`)
    .join(" || ");
  return trusted(`e.id, ${body} || '}' as body, shown.personal`);
}

const quoted = (column: string) => `coalesce('"' || ${column} || '"', 'null')`;
const bare = (column: string) => `coalesce(${column}::text, 'null')`;
const json = (column: string) => `coalesce(to_json(${column})::text, 'null')`;

/** What every reader of the trail is told. */
export const historyParts: Record<string, string> = {
  id: quoted("e.id"),
  seq: bare("e.seq"),
  occurred_at: `'"' || replace((e.occurred_at at time zone 'UTC')::text, ' ', 'T') || 'Z"'`,
  actor: json("e.actor"),
  on_behalf_of: quoted("e.on_behalf_of"),
  action: json("e.action"),
  door: json("e.door"),
  request_id: json("e.request_id"),
  version: bare("e.subject_version"),
  changes: "shown.changes",
};

/** The whole trail also says what it is about, where from, and who held the credential. */
export const entryParts: Record<string, string> = {
  ...historyParts,
  people: json("e.people"),
  subject_type: json("e.subject_type"),
  subject_id: quoted("e.subject_id"),
  address: json("e.address"),
};
