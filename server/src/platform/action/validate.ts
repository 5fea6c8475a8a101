/** Checks a body against its closed schema: every mistake is listed with its pointer, nothing is coerced. */
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { type FieldError, invalidInput } from "#platform/errors";

const mostErrors = 100;
Settings.Set({ maxErrors: mostErrors });

/** @returns a function that throws 422 `invalid_input` unless the value fits the schema. */
export function validator(schema: TSchema): (value: unknown, prefix?: string) => void {
  const compiled = Compile(schema);
  return (value, prefix = "") => {
    if (compiled.Check(value)) return;
    const errors = fieldErrors(compiled.Errors(value), prefix);
    const count = errors.length;
    const which =
      count === 1 ? "One field is not as it should be" : `${count} fields are not as they should be`;
    throw invalidInput(`${which}; see "errors".`, { errors });
  };
}

function fieldErrors(found: TLocalizedValidationError[], prefix: string): FieldError[] {
  const errors = new Map<string, FieldError>();
  const add = (pointer: string, code: string, detail: string) => {
    if (!errors.has(pointer)) errors.set(pointer, { pointer, code, detail });
  };
  for (const error of found) {
    const path = prefix + error.instancePath;
    if (error.keyword === "required") {
      for (const name of error.params.requiredProperties)
        add(`${path}/${name}`, "required", `"${name}" is required.`);
    } else if (error.keyword === "additionalProperties") {
      for (const name of error.params.additionalProperties) {
        errors.set(`${path}/${escaped(name)}`, {
          pointer: `${path}/${escaped(name)}`,
          code: "unknown_field",
          detail: `"${name}" is not a field here.`,
        });
      }
    } else if (error.keyword === "enum") {
      add(path, "enum", `must be one of ${error.params.allowedValues.join(", ")}`);
    } else if (!isNoise(error)) {
      add(path, codeOf(error.keyword), wordsOf(error));
    }
  }
  return [...errors.values()].slice(0, mostErrors);
}

const formats: Record<string, string> = {
  uuid: "must be a UUID, such as 0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  "date-time": "must be an RFC 3339 time, such as 2026-11-21T08:10:04Z",
  date: "must be a date, such as 2026-11-21",
};

function wordsOf(error: TLocalizedValidationError): string {
  return error.keyword === "format" ? (formats[error.params.format] ?? error.message) : error.message;
}

/** `maxLength` → `max_length`; a rule of our own is a matter of format. */
function codeOf(keyword: string): string {
  return keyword === "~refine" ? "format" : keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Follow-ups that say nothing new: the branches of "or null", and `false` schemas of unknown fields. */
function isNoise({ keyword, params }: TLocalizedValidationError): boolean {
  return (
    keyword === "anyOf" ||
    keyword === "boolean" ||
    (keyword === "type" && "type" in params && params.type === "null")
  );
}

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
