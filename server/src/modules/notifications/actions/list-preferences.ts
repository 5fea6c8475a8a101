import Type from "typebox";
import { defineQuery, type Query } from "#platform/action";
import type { NotificationRule } from "#platform/notifications";
import { kindsFor, type Preference, PreferenceDocument, preferenceDocument } from "../preference.ts";
import { ownPreferences } from "../queries.ts";

/** @param rules every one that a module declares */
export const listPreferencesOf = (rules: readonly NotificationRule[]): Query =>
  defineQuery({
    name: "notification_preferences.list",
    door: "GET /v1/notification_preferences",
    describe:
      "Every kind of notification that you can be told of, in your language, and by which channels you are.",
    permission: "notifications:read",
    parameters: Type.Object({}),
    output: Type.Object(
      { data: Type.Array(PreferenceDocument, { description: "Every kind, by name." }) },
      { additionalProperties: false },
    ),
    problems: [],
    async run(context, _parameters, { read }) {
      const rows = await read<Preference>(context, ownPreferences(context.organizationId));
      const said = new Map(rows.map((row) => [row.kind, row]));
      const kinds = kindsFor(rules, context).sort((a, b) => (a.kind < b.kind ? -1 : 1));
      return JSON.stringify({
        data: kinds.map((rule) => preferenceDocument(rule, said.get(rule.kind), context)),
      });
    },
  });
