/**
 * The types of the client (`sdk/src/api.ts`), written from the OpenAPI document.
 *
 * Our own, because the document is: it uses a dozen keywords of JSON Schema, and the known generators either need
 * TypeScript 5 or write types by path that no editor shows in a readable way.
 */
import { comment, member, type Schema, typeName, typeOf } from "./schema-type.ts";

type Parameter = {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  style?: string;
  description?: string;
  schema: Schema;
};

type Media = { schema?: Schema };

type Operation = {
  summary: string;
  parameters: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
};

export type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    responses: Record<string, unknown>;
  };
};

const head = `/** Written by \`npm run sdk\` from the OpenAPI document of this version: not edited by hand. */

/** A version of an object: its number, its ETag, or the object as it was read. */
export type Version = number | string | { version?: number };

/** One value, or any of several. */
export type OneOrMore<Value> = Value | readonly Value[];
`;

/** The text of `sdk/src/api.ts`. The same document makes the same text. */
export function apiTypes({ paths, components }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => !lasts(operation))
      .map(([method, operation]) => ({ method, path, operation })),
  );
  const doors = operations.map(({ method, path, operation }) => {
    const input = inputOf(operation, components.parameters);
    const answer = answerOf(operation);
    return `${comment(operation.summary, "  ")}  "${method.toUpperCase()} ${path}": {\n${input}    answer: ${answer};\n  };\n`;
  });
  const keyless = operations.filter(
    ({ method, operation }) => method === "post" && !parameterNames(operation).includes("idempotency_key"),
  );
  const schemas = Object.entries(components.schemas);
  refuseDoubles(schemas.map(([name]) => typeName(name)));

  return [
    head,
    ...schemas.map(
      ([name, schema]) =>
        `${comment(schema.description, "")}export type ${typeName(name)} = ${typeOf(schema)};\n`,
    ),
    `/** What problems are called. Codes may be added. */\nexport type ProblemCode =${lines(Object.keys(components.responses))};\n`,
    `/** Every operation by its door: what it takes, what it answers. */\nexport type Operations = {\n${doors.join("")}};\n`,
    `/** Posts that are not remembered under an idempotency key: proofs of who somebody is, and what is sent by others. */\nexport const keyless: ReadonlySet<string> = new Set([\n${keyless.map(({ path }) => `  "${path}",\n`).join("")}]);\n`,
  ].join("\n");
}

/** The members `path`, `query`, `body` and `ifMatch`, as far as the operation has them. */
function inputOf({ parameters, requestBody }: Operation, shared: Record<string, Parameter>): string {
  const all = parameters.map((each) => {
    const found = each.$ref === undefined ? each : shared[each.$ref.split("/").at(-1) ?? ""];
    if (found === undefined) throw new Error(`there is no parameter ${each.$ref}`);
    return found;
  });
  const path = all.filter((each) => each.in === "path");
  const query = all.filter((each) => each.in === "query");
  const ifMatch = all.find(({ name }) => name === "If-Match");
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  return [
    membersOf("path", path),
    membersOf("query", query),
    body === undefined ? "" : member("body", unworded(body), requestBody?.required === true, "    "),
    ifMatch === undefined ? "" : `    ifMatch${ifMatch.required ? "" : "?"}: Version;\n`,
  ].join("");
}

function membersOf(name: string, parameters: Parameter[]): string {
  if (parameters.length === 0) return "";
  const required = parameters.some((each) => each.required);
  const members = parameters.map((each) => {
    const type = typeOf(each.schema, "      ");
    const list = each.style === "form" && each.schema.items !== undefined;
    const value = list ? `OneOrMore<${typeOf(each.schema.items ?? {}, "      ")}>` : type;
    const key = /^\w+$/.test(each.name) ? each.name : JSON.stringify(each.name);
    return `      ${key}${each.required ? "" : "?"}: ${value};\n`;
  });
  return `    ${name}${required ? "" : "?"}: {\n${members.join("")}    };\n`;
}

/** Of every answer that is a success; what has no body is undefined. */
function answerOf({ responses }: Operation): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, { content }]) => {
      if (content === undefined) return "undefined";
      const json = content["application/json"]?.schema;
      return json === undefined ? "string" : typeOf(json, "    ");
    });
  return [...new Set(types)].join(" | ");
}

/** A stream is no call: it is subscribed to. */
const lasts = ({ responses }: Operation) =>
  "101" in responses || responses["200"]?.content?.["text/event-stream"] !== undefined;

const unworded = ({ description: _, ...schema }: Schema): Schema => schema;

const parameterNames = ({ parameters }: Operation) =>
  parameters.map(({ $ref, name }) => $ref?.split("/").at(-1) ?? name);

const lines = (words: string[]) => words.map((word) => `\n  | ${JSON.stringify(word)}`).join("");

function refuseDoubles(names: string[]): void {
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double !== undefined) throw new Error(`two schemas would be called ${double}`);
}
