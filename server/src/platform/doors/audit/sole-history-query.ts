/** The history of what each organization has one of, at a path without an id. */
import Type from "typebox";
import { defineQuery, type Query } from "#platform/action";
import { historyPage } from "./entry-schema.ts";
import { pageParameters, parsePage } from "./page.ts";
import { historyParts, readPage } from "./read-page.ts";
import { type Readable, type Sole, sightOf } from "./sight.ts";

/** The subject's id in its entries is the organization's. */
export function soleHistoryQuery(readable: Readable, { path, read }: Sole): Query {
  return defineQuery({
    name: `${path}.history`,
    title: `History of the ${path}`,
    door: `GET /v1/${path}/history`,
    describe: `Who changed what of the ${path}, newest first. What was just done is there at once.`,
    permission: "history:read",
    allows: "See who changed what of the objects that one may read.",
    alsoNeeds: read,
    parameters: Type.Object(pageParameters),
    output: historyPage({ action: `${path}.update`, changes: {} }),
    problems: [],
    async run(context, parameters, services) {
      const filters = [
        { column: "subject_id", operator: "=", type: "uuid", value: context.organizationId },
        { column: "subject_type", operator: "=", type: "text", value: path },
      ];
      // whoever may read it may see what became of it, whatever customers they see
      const beyondScope = { ...context, scope: "all" as const };
      const page = parsePage(parameters);
      return readPage(services, beyondScope, sightOf(readable, context), filters, page, historyParts);
    },
  });
}
