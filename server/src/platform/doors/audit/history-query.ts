/** `GET /v1/<plural>/{id}/history`: who changed what of an object, derived for every noun that has a path. */
import Type from "typebox";
import { beyondScope, type Context } from "#platform/access";
import { defineQuery, type Query } from "#platform/action";
import { type Statement, sql, trusted } from "#platform/db";
import { notFound } from "#platform/errors";
import { type Registry, type Resource, rowsOf, scopedTo } from "#platform/resource";
import { cameIntoSight } from "./came-into-sight.ts";
import { historyPage } from "./entry-schema.ts";
import { historyExample } from "./history-example.ts";
import { pageParameters, parsePage } from "./page.ts";
import { historyParts, readPage } from "./read-page.ts";
import { type Readable, sightOf } from "./sight.ts";

export function historyQueries(readable: Readable): Query[] {
  return readable.registry.resources.flatMap((resource) =>
    resource.path === undefined ? [] : [historyQuery(readable, resource, resource.path)],
  );
}

function historyQuery(readable: Readable, resource: Resource, path: string): Query {
  const { registry } = readable;
  const noun = resource.name.replaceAll("_", " ");
  return defineQuery({
    name: `${path}.history`,
    title: `History of ${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`,
    door: `GET /v1/${path}/{id}/history`,
    describe: `Who changed what of the ${noun}, newest first, from the moment it was made. What was just done is there at once. Whoever sees a part of the organization only is told what was done since it is in that part, and not what it was before.`,
    permission: "history:read",
    allows: "See who changed what of the objects that one may read.",
    alsoNeeds: resource.read,
    subject: resource.name,
    parameters: Type.Object(pageParameters),
    output: historyPage(historyExample(resource, readable.actions)),
    problems: [],
    async run(context, parameters, services) {
      const page = parsePage(parameters);
      const id = parameters.get("id") ?? "";
      const seen = await services.read(context, seenStatement(registry, resource, context, id));
      if (seen.length === 0) throw notFound(`There is no ${noun} with this id.`);
      const filters = [
        { column: "subject_id", operator: "=", type: "uuid", value: id },
        { column: "subject_type", operator: "=", type: "text", value: resource.only?.of ?? resource.name },
      ];
      const since = await cameIntoSight(services, resource, context, id);
      // the trail is hidden from actors with a scope as a whole: what they see of it hangs on the object alone
      return readPage(
        services,
        beyondScope(context),
        { ...sightOf(readable, context), since },
        filters,
        page,
        historyParts,
      );
    },
  });
}

/** One row when there is such an object and the caller sees it. */
function seenStatement(registry: Registry, resource: Resource, context: Context, id: string): Statement {
  return sql`
    select 1 as seen from ${trusted(resource.table)} t
     where t.organization_id = ${context.organizationId} and t.id = ${id}${trusted(rowsOf(resource, "t"))}${scopedTo(registry, resource, context)}`;
}
