/** Fields that hold a day or a moment. */
import Type from "typebox";
import { type Field, type FieldOptions, quoted } from "./field.ts";

const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const timePattern =
  /^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d))?$/;
const isDay = (value: string) =>
  datePattern.test(value) && value > "0001" && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);

export function date(options: FieldOptions): Field {
  return {
    example: "2026-11-21",
    ...options,
    kind: "date",
    schema: Type.Refine(Type.String({ format: "date" }), isDay, () => "must be a date of the calendar"),
    sqlType: "date",
    json: quoted,
    parse: (value) => (isDay(value) ? value : undefined),
    words: "a date as YYYY-MM-DD",
  };
}

/** RFC 3339 with its zone; a filter also takes a bare date, which is its midnight in UTC. */
export function time(options: FieldOptions): Field {
  return {
    example: "2026-11-21T08:10:04.819123Z",
    ...options,
    kind: "time",
    schema: Type.Refine(
      Type.String({ format: "date-time" }),
      (value) => parseTime(value) !== undefined,
      () => "must be a time of the calendar",
    ),
    sqlType: "timestamptz",
    json: (column) => `'"' || replace((${column} at time zone 'UTC')::text, ' ', 'T') || 'Z"'`,
    parse: parseTime,
    words: "an RFC 3339 time such as 2026-11-21T08:10:04Z, or a date",
  };
}

function parseTime(value: string): string | undefined {
  const given = value.replace(/ (\d\d:\d\d)$/, "+$1"); // an unescaped + of a query string arrives as a space
  if (!timePattern.test(given) || !isDay(given.slice(0, 10)) || Number.isNaN(Date.parse(given)))
    return undefined;
  // the database keeps the years 1 to 9999 in UTC; an offset may lead out of them
  const year = new Date(given).getUTCFullYear();
  if (year < 1 || year > 9_999) return undefined;
  return given.length === 10 ? `${given}T00:00:00Z` : given;
}
