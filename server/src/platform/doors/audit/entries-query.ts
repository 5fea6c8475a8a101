/** `GET /v1/audit_entries`: the whole trail of the organization, filtered, as pages or as CSV. */
import Type, { type TProperties } from "typebox";
import { defineQuery, type Query, subjectTypeOf } from "#platform/action";
import { type Statement, trusted } from "#platform/db";
import { unknownParameter } from "#platform/errors";
import { inOrder, pending, sealed, type Wanted } from "./entries-statement.ts";
import { entryPage } from "./entry-schema.ts";
import { columns, filterNames, indexed, type Names, parseFilters } from "./filters.ts";
import { pageParameters, parsePage } from "./page.ts";
import { entryParts, readPage } from "./read-page.ts";
import { shownChanges } from "./shown-changes.ts";
import { type Readable, type Sight, sightOf, trailItself } from "./sight.ts";

export function entriesQuery(readable: Readable): Query {
  const names = namesOf(readable);
  return defineQuery({
    name: "audit_entries.list",
    title: "List the trail",
    door: "GET /v1/audit_entries",
    describe:
      "Who did what to which object, newest first: every write, and every read that is recorded. This read is one of them. As CSV (`Accept: text/csv`) it is all that match.",
    permission: "audit:read",
    allows: "Read the whole trail: of objects and fields that one may not see, that they changed.",
    wholeOrganization: true,
    recorded: true,
    subject: "audit_entry",
    parameters: Type.Object({ ...filterParameters(), ...pageParameters }),
    output: entryPage,
    problems: [],
    run(context, parameters, services) {
      const filters = parseFilters(parameters, names);
      const page = parsePage(parameters);
      return readPage(services, context, sightOf(readable, context), filters, page, entryParts);
    },
    csv: {
      action: "audit_entries.export",
      header: Object.keys(cells),
      statements(context, parameters) {
        for (const name of ["limit", "after"])
          if (parameters.has(name))
            throw unknownParameter(`"${name}" is for pages: an export has all that match.`);
        const { organizationId } = context;
        const wanted = {
          organizationId,
          filters: parseFilters(parameters, names),
          after: undefined,
          limit: undefined,
        };
        return exportOf(wanted, sightOf(readable, context));
      },
    },
  });
}

function namesOf({ registry, soles, actions }: Readable): Names {
  const nouns = registry.resources.filter(({ path }) => path !== undefined);
  return {
    nouns: new Set([
      trailItself,
      ...nouns.map(({ name }) => name),
      ...soles.map(({ path }) => path),
      ...actions.map(subjectTypeOf),
    ]),
    groups: new Set([
      "audit_entries",
      ...nouns.flatMap(({ path }) => path ?? []),
      ...actions.map(({ name }) => name.replace(/\..*/, "")),
    ]),
  };
}

function filterParameters(): TProperties {
  return Object.fromEntries(
    filterNames.map((name) => {
      const column = /^\w+/.exec(name)?.[0] ?? name;
      const { field, alone } = columns[column] ?? {};
      const [bound = ""] = /(?<=\[)\w+/.exec(name) ?? [];
      const beside = alone ? "" : ` Beside one of ${indexed.map((one) => `\`${one}\``).join(", ")}.`;
      const description = `${field?.describe ?? ""}${meanings[bound] ?? ""}${beside}`;
      const format = field?.sqlType === "uuid" ? { format: "uuid" } : {};
      return [name, Type.Optional(Type.String({ description, examples: [field?.example], ...format }))];
    }),
  );
}

const meanings: Record<string, string> = {
  gt: " Only later than this.",
  gte: " Only then or later.",
  lt: " Only earlier than this.",
  lte: " Only then or earlier.",
};

/** Those that wait to be sealed, then the sealed ones: two cursors, so that nothing is sorted that has an order. */
function exportOf(wanted: Wanted, sight: Sight): Statement[] {
  const row = trusted(`array[${Object.values(cells).join(", ")}] as cells`);
  const changes = shownChanges(wanted.organizationId, sight);
  return [pending(wanted), sealed(wanted)].map((entries) => inOrder(row, entries, changes));
}

const cells: Record<string, string> = {
  seq: "e.seq::text",
  id: "e.id::text",
  occurred_at: "replace((e.occurred_at at time zone 'UTC')::text, ' ', 'T') || 'Z'",
  actor: "e.actor",
  on_behalf_of: "e.on_behalf_of::text",
  people: "array_to_string(e.people, ' ')",
  action: "e.action",
  subject_type: "e.subject_type",
  subject_id: "e.subject_id::text",
  version: "e.subject_version::text",
  door: "e.door",
  request_id: "e.request_id",
  address: "e.address",
  changes: "shown.changes",
};
