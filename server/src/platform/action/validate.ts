/** Checks a body against its closed schema: every mistake is listed with its pointer, nothing is coerced. */
import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { Pointer } from "typebox/value";
import { type FieldError, invalidInput } from "#platform/errors";

const mostErrors = 100;
Settings.Set({ maxErrors: mostErrors });

/** @returns a function that throws 422 `invalid_input` unless the value fits the schema. */
export function validator(schema: TSchema): (value: unknown, prefix?: string) => void {
  const compiled = Compile(schema);
  return (value, prefix = "") => {
    if (compiled.Check(value)) return;
    const errors = fieldErrors(compiled.Errors(value), prefix, { schema, value });
    const count = errors.length;
    const which =
      count === 1 ? "One field is not as it should be" : `${count} fields are not as they should be`;
    throw invalidInput(`${which}; see "errors".`, { errors });
  };
}

type Checked = { schema: TSchema; value: unknown };

function fieldErrors(found: TLocalizedValidationError[], prefix: string, checked: Checked): FieldError[] {
  const errors = new Map<string, FieldError>();
  const add = (pointer: string, code: string, detail: string) => {
    if (!errors.has(pointer)) errors.set(pointer, { pointer, code, detail });
  };
  for (const error of found) {
    const path = prefix + error.instancePath;
    if (error.keyword === "required") {
      for (const name of error.params.requiredProperties)
        add(`${path}/${name}`, "required", `"${name}" is required.`);
    } else if (isUnknownField(error)) {
      // each tells of itself; that which lists them comes last, and not at all behind a hundred of these
      errors.set(path, {
        pointer: path,
        code: "unknown_field",
        detail: `"${lastOf(path)}" is not a field here.`,
      });
    } else if (error.keyword === "enum") {
      add(path, "enum", `must be one of ${error.params.allowedValues.join(", ")}`);
    } else if (!isNoise(error)) {
      add(path, codeOf(error.keyword), wordsOf(error, checked));
    }
  }
  return [...errors.values()].slice(0, mostErrors);
}

const formats: Record<string, string> = {
  uuid: "must be a UUID, such as 0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  "date-time": "must be an RFC 3339 time, such as 2026-11-21T08:10:04Z",
  date: "must be a date, such as 2026-11-21",
};

/** What people are told: nobody has to read a regular expression or a sign of comparison. */
function wordsOf(error: TLocalizedValidationError, checked: Checked): string {
  switch (error.keyword) {
    case "format":
      return formats[error.params.format] ?? error.message;
    case "pattern":
      return patternInWords(error, checked);
    case "minLength":
    case "minItems":
      return error.params.limit === 1 ? "must not be empty" : error.message;
    case "minimum":
      return `must be ${error.params.limit} or more`;
    case "maximum":
      return `must be ${error.params.limit} or less`;
    default:
      return error.message;
  }
}

/** The sentence of a rule beside the pattern that is broken too, else how the schema's example looks. */
function patternInWords({ schemaPath, instancePath }: TLocalizedValidationError, checked: Checked): string {
  const schema = Pointer.Get(checked.schema, schemaPath.slice(1));
  const value = instancePath === "" ? checked.value : Pointer.Get(checked.value, instancePath);
  const broken = Type.IsRefine(schema) ? schema["~refine"].find(({ check }) => !check(value)) : undefined;
  if (broken !== undefined) return String(broken.error(value));
  const [example] = Type.IsSchema(schema) && "examples" in schema ? [schema.examples].flat() : [];
  return example === undefined ? "is not of the form that is asked for" : `must be of the form of ${example}`;
}

/** `maxLength` → `max_length`; a rule of our own is a matter of format. */
function codeOf(keyword: string): string {
  return keyword === "~refine" ? "format" : keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const isUnknownField = ({ keyword, schemaPath }: TLocalizedValidationError) =>
  keyword === "boolean" && schemaPath.endsWith("/additionalProperties");

/** Follow-ups that say nothing new: the branches of "or null", and the list of unknown fields. */
function isNoise({ keyword, params }: TLocalizedValidationError): boolean {
  return (
    keyword === "anyOf" ||
    keyword === "additionalProperties" ||
    keyword === "boolean" ||
    (keyword === "type" && "type" in params && params.type === "null")
  );
}

/** The last name of a pointer, as it was sent. */
const lastOf = (pointer: string) =>
  (pointer.split("/").at(-1) ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
