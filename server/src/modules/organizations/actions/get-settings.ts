import Type from "typebox";
import { defineQuery, type Query } from "#platform/action";
import type { DeclaredSetting } from "#platform/settings";
import { readSettings } from "../settings.queries.ts";
import { SettingsDocument, settingsDocument } from "../settings-document.ts";

/** @param settings every one that a module declares */
export const getSettingsOf = (settings: DeclaredSetting[]): Query =>
  defineQuery({
    name: "settings.get",
    title: "Get the settings",
    door: "GET /v1/settings",
    describe:
      "What your organization has chosen, with every setting that there is, its words and its default. The currency of costs and of new customers is a field of the organization itself: `GET /v1/organizations`.",
    permission: "settings:read",
    allows: "Read what the organization has chosen for itself.",
    parameters: Type.Object({}),
    output: SettingsDocument,
    versioned: true,
    problems: [],
    async run(context, _parameters, { read }) {
      const row = await readSettings(read, context);
      return { body: JSON.stringify(settingsDocument(settings, row)), version: row.version };
    },
  });
