import Type, { type TSchema } from "typebox";
import { type Action, checkVersion, defineAction } from "#platform/action";
import { type Changes, noteChanges } from "#platform/audit";
import { type DeclaredSetting, readChosen, type SettingValue } from "#platform/settings";
import { settingsChanged } from "../events.ts";
import { forgetRemembered } from "../queries.ts";
import { lockSettings, writeSettings } from "../settings.queries.ts";
import { SettingsDocument, settingsDocument } from "../settings-document.ts";

type Chosen = Record<string, SettingValue>;

/**
 * Choose settings. They hold in every process within a second, because all that is remembered of the organization's
 * callers is forgotten.
 * @param settings every one that a module declares
 */
export const updateSettingsOf = (settings: DeclaredSetting[]): Action =>
  defineAction({
    name: "settings.update",
    title: "Change settings",
    door: "PATCH /v1/settings",
    permission: "settings:write",
    allows: "Choose the settings of the organization.",
    describe:
      "Choose settings (JSON Merge Patch, RFC 7396): what is absent stays, null goes back to the default. They hold within a second. The currency is changed with `PATCH /v1/organizations/{id}`.",
    input: inputOf(settings),
    output: SettingsDocument,
    subject: "settings",
    ifMatch: "required",
    wholeOrganization: true,
    async run(context, tx, { id: _id, ifMatch, ...patch }) {
      const { organizationId: id } = context;
      const before = await lockSettings(tx);
      checkVersion(before.version, ifMatch);

      const wanted = Object.entries(patch as Chosen);
      const held = JSON.parse(before.chosen) as Chosen;
      const changed = wanted.filter(([name, value]) => (held[name] ?? null) !== value).map(([name]) => name);
      const chosen = JSON.stringify(merged(held, wanted));
      if (changed.length === 0)
        return { answer: settingsDocument(settings, before), id, version: before.version };

      await writeSettings(tx, chosen);
      forgetRemembered(tx, [id]);
      const after = { chosen, version: before.version + 1 };
      noteChanges(tx, id, changesOf(settings, changed, before.chosen, chosen));
      settingsChanged.emit(tx, context, { id, version: after.version }, { changed });
      return { answer: settingsDocument(settings, after), id, version: after.version };
    },
  });

/** Closed, and typed like the settings themselves. */
function inputOf(settings: DeclaredSetting[]) {
  const fields = settings.map(({ name, field: { schema, describe, example } }): [string, TSchema] => [
    name,
    Type.Optional(Type.Union([schema, Type.Null()], { description: describe, examples: [example] })),
  ]);
  return Type.Object(Object.fromEntries(fields), { additionalProperties: false });
}

/** What a newer version has kept there, and this one does not know, stays. */
function merged(held: Chosen, wanted: [string, SettingValue][]): Chosen {
  const all = new Map([...Object.entries(held), ...wanted]);
  return Object.fromEntries([...all].filter(([, value]) => value !== null));
}

/** What held before and what holds now, also where it is the default. */
function changesOf(settings: DeclaredSetting[], changed: string[], before: string, after: string): Changes {
  const [was, is] = [readChosen(before), readChosen(after)];
  const one = ({ name, default: byItself }: DeclaredSetting): [string, Changes[string]] => [
    name,
    { before: was.get(name) ?? byItself, after: is.get(name) ?? byItself },
  ];
  return Object.fromEntries(settings.filter(({ name }) => changed.includes(name)).map(one));
}
