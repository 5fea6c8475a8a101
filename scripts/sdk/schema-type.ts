/** One schema of the OpenAPI document as a type of TypeScript. Pure text; what it does not know it refuses. */

/** As much of JSON Schema as the document uses; the rest narrows values and not types. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  description?: string;
};

/** Words that would change the type, which the document does not use. */
const unknownWords = ["allOf", "oneOf", "not", "if", "prefixItems", "dependentSchemas"];

/** `orders.place.input` is `OrdersPlaceInput`. */
export function typeName(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}

/** @throws for a schema that it has no type for, so that a new keyword is not silently anything. */
export function typeOf(schema: Schema, indent = ""): string {
  if (schema.$ref !== undefined) return typeName(schema.$ref.split("/").at(-1) ?? "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf !== undefined) return union(schema.anyOf.map((each) => typeOf(each, indent)));
  const isSilent = Object.keys(schema).every((key) => key === "description" || key === "examples");
  if (schema.type === undefined && isSilent) return "unknown";
  if (schema.type === undefined || unknownWords.some((word) => word in schema))
    throw new Error(`no type for ${JSON.stringify(schema).slice(0, 200)}`);
  return union([schema.type].flat().map((type) => plain(type, schema, indent)));
}

function plain(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `Array<${typeOf(schema.items ?? {}, indent)}>`;
    case "object":
      return objectOf(schema, indent);
    default:
      throw new Error(`no type for "${type}"`);
  }
}

function objectOf(schema: Schema, indent: string): string {
  const { properties = {}, required = [], patternProperties, additionalProperties } = schema;
  const rest = Object.values(patternProperties ?? {})[0] ?? restOf(additionalProperties);
  const named = Object.entries(properties);
  const open = rest === undefined ? undefined : `Record<string, ${typeOf(rest, indent)}>`;
  if (named.length === 0) return open ?? "Record<string, unknown>";
  const members = named.map(([name, value]) => member(name, value, required.includes(name), `${indent}  `));
  const closed = `{\n${members.join("")}${indent}}`;
  return open === undefined ? closed : `${closed} & ${open}`;
}

/** A schema that says nothing of further members has none that one may rely on. */
function restOf(additional: boolean | Schema | undefined): Schema | undefined {
  if (additional === undefined || additional === false) return undefined;
  return additional === true ? {} : additional;
}

/** A line of an object type, with its description above it. */
export function member(name: string, schema: Schema, required: boolean, indent: string): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  return `${comment(schema.description, indent)}${indent}${key}${required ? "" : "?"}: ${typeOf(schema, indent)};\n`;
}

/** What an editor shows at the name. */
export function comment(text: string | undefined, indent: string): string {
  if (text === undefined || text === "") return "";
  const lines = text.replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

function union(types: string[]): string {
  const each = [...new Set(types)];
  return each.length === 0 ? "never" : each.join(" | ");
}
