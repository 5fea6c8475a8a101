/** The settings of an organization as the API shows them: every one there is, chosen or not. */
import Type, { type Static } from "typebox";
import { type DeclaredSetting, readChosen } from "#platform/settings";

/** What is kept: `chosen` as JSON text; the version counts from 1, which is before the first choice. */
export type ChosenRow = { chosen: string; version: number };

const Value = (description: string, example: unknown) =>
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], {
    description,
    examples: [example],
  });

const ShownSetting = Type.Object(
  {
    name: Type.String({
      description: "What `PATCH /v1/settings` calls it.",
      examples: ["orders.number_prefix"],
    }),
    describe: Type.String({
      description: "What it does.",
      examples: ["What an order's number begins with: SO gives SO-2026-000123."],
    }),
    type: Type.Enum(["string", "number", "boolean"], { description: "The JSON type of its values." }),
    words: Type.String({
      description: "What it may be, in words.",
      examples: ["a text of 1 to 8 characters"],
    }),
    one_of: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: "All values that it may have, where they can be listed; otherwise null.",
      examples: [null],
    }),
    value: Value("What holds now.", "AB"),
    default: Value("What holds as long as nobody has chosen. Null is none.", "SO"),
    is_default: Type.Boolean({ description: "Whether nobody has chosen.", examples: [false] }),
  },
  { description: "One setting." },
);

export const SettingsDocument = Type.Object(
  {
    data: Type.Array(ShownSetting, { description: "Every setting that this version knows." }),
    version: Type.Integer({
      minimum: 1,
      description: "Counts the changes, from 1; the ETag begins with it.",
      examples: [2],
    }),
  },
  { description: "What your organization has chosen, and what holds where it has not." },
);

export function settingsDocument(
  settings: DeclaredSetting[],
  { chosen, version }: ChosenRow,
): Static<typeof SettingsDocument> {
  const values = readChosen(chosen);
  const data = settings.map(({ name, field, default: byItself }) => ({
    name,
    describe: field.describe,
    type: typeOf(field.kind),
    words: field.words,
    one_of: "enum" in field.schema ? (field.schema.enum as string[]) : null,
    value: values.get(name) ?? byItself,
    default: byItself,
    is_default: !values.has(name),
  }));
  return { data, version };
}

/** Whether a setting's kind of field is told apart here: `defineSetting` admits values of these types only. */
function typeOf(kind: DeclaredSetting["field"]["kind"]): "string" | "number" | "boolean" {
  if (kind === "boolean") return "boolean";
  return kind === "integer" || kind === "money" || kind === "quantity" || kind === "percent"
    ? "number"
    : "string";
}
