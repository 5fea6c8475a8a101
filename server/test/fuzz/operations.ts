/** What the OpenAPI document says can be asked: nothing else about the server is known here. */
import type { OpenApiDocument } from "#platform/doors/openapi";

export type Schema = OpenApiDocument["components"]["schemas"][string];

/** Whose credential an operation asks for. */
export type By = "key" | "person" | "nobody";

export type Parameter = { name: string; in: string; required: boolean; schema: Schema; examples: unknown[] };

export type Operation = {
  /** `POST /v1/orders/{id}/cancel`. */
  name: string;
  /** `orders.cancel`. */
  id: string;
  method: string;
  template: string;
  by: By;
  parameters: Parameter[];
  /** Undefined where none is taken. */
  body: { schema: Schema; examples: unknown[] } | undefined;
  /** The noun that a success is about, as the document names its schema. */
  answers: string | undefined;
  /** It stays open once it has begun. */
  stays: boolean;
  csv: boolean;
};

export type Resolve = (schema: Schema) => Schema;

type Part = { $ref?: string; [name: string]: unknown };

export function operationsIn(document: OpenApiDocument): Operation[] {
  const resolved = <T>(part: unknown): T => target(document, part as Part) as T;
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const { parameters, requestBody, responses, security } = operation;
      const content = Object.values(requestBody?.content ?? {})[0];
      const success = Object.entries(responses).filter(([status]) => status < "300");
      const media = success.flatMap(([, part]) => Object.entries(resolved<Response>(part).content ?? {}));
      const ref = media.find(([type]) => type === "application/json")?.[1].schema.$ref;
      return {
        name: `${method.toUpperCase()} ${template}`,
        ...{ id: operation.operationId, method: method.toUpperCase(), template },
        by: byOf(security),
        parameters: parameters.map((part) => parameterOf(resolved<Declared>(part))),
        body:
          content === undefined
            ? undefined
            : { schema: content.schema, examples: Object.values(content.examples).map(({ value }) => value) },
        answers: ref?.split("/").at(-1),
        stays: media.some(([type]) => type === "text/event-stream") || responses["101"] !== undefined,
        csv: media.some(([type]) => type === "text/csv"),
      };
    }),
  );
}

/** Follows references until there is a schema. */
export function resolverOf(document: OpenApiDocument): Resolve {
  return (schema) => target(document, schema) as Schema;
}

type Response = { content?: Record<string, { schema: Schema }> };
type Declared = Omit<Parameter, "examples" | "required"> & {
  required?: boolean;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
};

function parameterOf({ name, in: place, required, schema, example, examples }: Declared): Parameter {
  const several = Object.values(examples ?? {}).map(({ value }) => value);
  return {
    ...{ name, in: place, required: required === true, schema },
    examples: example === undefined ? several : [example, ...several],
  };
}

/** The document's own default is a key or a token; people's verbs name theirs, public ones an empty list. */
function byOf(security: object[] | undefined): By {
  if (security === undefined) return "key";
  return security.length === 0 ? "nobody" : "person";
}

function target(document: OpenApiDocument, part: Part): Part {
  if (part.$ref === undefined) return part;
  let at: unknown = document;
  for (const step of part.$ref.split("/").slice(1)) at = (at as Record<string, unknown> | undefined)?.[step];
  if (typeof at !== "object" || at === null) throw new Error(`${part.$ref} leads nowhere`);
  return target(document, at as Part);
}
