/** The mapping document: which column of a file becomes which field, and which rows stay outside. */
import Type, { type Static } from "typebox";

const columnName = Type.String({ minLength: 1, description: "A column of the file, as its header says it." });
const columnNames = Type.Array(columnName, { minItems: 1 });
const reason = Type.String({
  pattern: "^[a-z][a-z0-9_]*$",
  description: "A short name that rows are counted under.",
});

/** What is done to a column's text, in this order. */
const cleaning = {
  trim: Type.Optional(
    Type.Boolean({ description: "Take away spaces at both ends. True unless it says false." }),
  ),
  extract: Type.Optional(
    Type.String({
      description:
        "A regular expression; the value becomes its first group. What does not match is a mistake.",
    }),
  ),
  values: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: "Replaces whole values; what is not listed stays. An empty replacement empties.",
    }),
  ),
  case: Type.Optional(Type.Enum(["upper", "lower"], { description: "Capitals or small letters." })),
  float32: Type.Optional(
    Type.Boolean({
      description:
        "The number was kept in 4 bytes: take the shortest decimal that is the same there (9.80000019 is 9.8).",
    }),
  ),
  places: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 9, description: "Round to so many decimals, half away from zero." }),
  ),
};

const Cleaning = Type.Object(cleaning, { additionalProperties: false });
export type Cleaning = Static<typeof Cleaning>;

const ValueRule = Type.Object(
  {
    column: Type.Optional(columnName),
    constant: Type.Optional(Type.String({ description: "The same text for every row." })),
    template: Type.Optional(
      Type.String({
        description: "Text with columns in braces: {id}/contact. Empty when one of them is.",
      }),
    ),
    ...cleaning,
    percent: Type.Optional(Type.Enum(["from_fraction"], { description: "0.15 becomes 15." })),
    minor: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4,
        description: "A decimal amount becomes minor units of so many digits: 12.5 is 1250 with 2.",
      }),
    ),
    list: Type.Optional(
      Type.Enum(["countries"], { description: "English country names become ISO 3166-1 codes; codes stay." }),
    ),
    date: Type.Optional(
      Type.Object(
        {
          format: Type.String({
            description:
              "YYYY, MM, DD, HH, mm, ss where they stand, anything else as it is: DD.MM.YYYY HH:mm.",
          }),
          zone: Type.Optional(
            Type.String({
              description:
                "The time zone that the file was written in, such as Europe/London. UTC when absent.",
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    reference: Type.Optional(
      Type.Object(
        {
          resource: Type.Optional(
            Type.String({ description: "The noun that is meant, where the field does not say it." }),
          ),
          by: Type.Optional(
            Type.String({
              description:
                "The unique field that the value is compared with; the noun's natural key when absent.",
            }),
          ),
        },
        { additionalProperties: false, description: "The value names another object; its id is taken." },
      ),
    ),
    whenFilled: Type.Optional(
      Type.String({ description: "Any value becomes this one: a date of shipping becomes shipped." }),
    ),
    default: Type.Optional(Type.String({ description: "Taken when the value is empty." })),
  },
  { additionalProperties: false },
);
export type ValueRule = Static<typeof ValueRule>;

const ValueOrColumn = Type.Union([columnName, ValueRule]);
export type ValueOrColumn = Static<typeof ValueOrColumn>;
const ChildFields = Type.Record(Type.String(), ValueOrColumn);
const Fields = Type.Record(Type.String(), Type.Union([ValueOrColumn, Type.Array(ChildFields)]), {
  minProperties: 1,
  description: "For each field of the verb: a column, a rule for its value, or a list of children.",
});
export type Fields = Static<typeof Fields>;

const RowRule = Type.Object(
  {
    reason,
    why: Type.String({ minLength: 10, description: "The same in a sentence, for whoever reads the report." }),
    column: columnName,
    matches: Type.Optional(Type.String({ description: "A regular expression." })),
    empty: Type.Optional(Type.Boolean({ description: "True: nothing is in it. False: something is." })),
    in: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: "One of these texts." })),
    below: Type.Optional(Type.Number({ description: "A number less than this." })),
    atMost: Type.Optional(Type.Number({ description: "A number not greater than this." })),
    above: Type.Optional(Type.Number({ description: "A number greater than this." })),
  },
  { additionalProperties: false },
);
export type RowRule = Static<typeof RowRule>;

const Total = Type.Object(
  {
    multiply: columnNames,
    lessFraction: Type.Optional(columnName),
    places: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 9,
        description: "Round each row to so many decimals, half away from zero.",
      }),
    ),
  },
  {
    additionalProperties: false,
    description: "What is added up: columns multiplied, less a fraction such as a discount of 0.15.",
  },
);
export type Total = Static<typeof Total>;

/** What one file says about its rows. */
const rowsOfFile = {
  columns: Type.Optional(
    Type.Record(Type.String(), Cleaning, {
      description: "What is done to a column before anything else reads it.",
    }),
  ),
  setAside: Type.Optional(
    Type.Array(RowRule, { description: "Rows that stay outside; the first rule that fits is the reason." }),
  ),
  totals: Type.Optional(
    Type.Record(Type.String(), Total, { description: "Sums that must add up to the file." }),
  ),
};

const Lines = Type.Object(
  {
    into: Type.String({ description: "The field of the object that holds its lines." }),
    together: Type.Optional(columnNames),
    mayDiffer: Type.Optional(Type.Array(columnName)),
    file: Type.Optional(
      Type.String({ description: "A second file with the lines, beside the first; --lines names another." }),
    ),
    join: Type.Optional(
      Type.Record(Type.String(), columnName, {
        minProperties: 1,
        description: "Column of the second file: the column of the first that it equals.",
      }),
    ),
    ...rowsOfFile,
    fields: Fields,
    merge: Type.Optional(
      Type.Object({ add: Type.Array(Type.String(), { minItems: 1 }) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
export type LinesMapping = Static<typeof Lines>;

export const Mapping = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    describe: Type.Optional(Type.String({ description: "What this mapping is for." })),
    resource: Type.Optional(
      Type.String({ description: "The plural noun that it makes; the command must name the same." }),
    ),
    action: Type.Optional(
      Type.String({ description: "The verb that takes the objects; <resource>.create when absent." }),
    ),
    delimiter: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1, description: "Between two columns; a comma when absent." }),
    ),
    encoding: Type.Optional(
      Type.String({ description: "Of the files, such as windows-1252; utf-8 when absent." }),
    ),
    ...rowsOfFile,
    fields: Fields,
    distinct: Type.Optional(
      Type.Boolean({
        description:
          "Rows with the same natural key are one object: the first row is taken, the others are merged into it.",
      }),
    ),
    lines: Type.Optional(Lines),
    written: Type.Optional(
      Type.Object(
        {
          field: Type.String({ description: "An amount of the objects, in minor units." }),
          equals: Type.String({ description: "The total of the file that their sum must equal." }),
          digits: Type.Integer({ minimum: 0, maximum: 4, description: "Digits of the minor unit." }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  {
    additionalProperties: false,
    title: "Import mapping",
    description: "Which column of a file becomes which field.",
  },
);
export type Mapping = Static<typeof Mapping>;

/** As a JSON schema document, for editors and for the guide. */
export function mappingSchema(): string {
  return `${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", ...Mapping }, null, 2)}\n`;
}
