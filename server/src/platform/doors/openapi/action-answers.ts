/** What a verb answers when it succeeds, done for good or tried out. */
import { type Action, resourceOf, statusOf } from "#platform/action";
import type { Registry } from "#platform/resource";
import { exampleOf, type JsonSchema, jsonSchemaOf, mapped } from "./json-schema.ts";
import { headerOf, type Response, schemaOf } from "./operation.ts";
import { fieldSchema, objectExample, objectSchema, severalSchema } from "./resource-schemas.ts";

/** By status: the answer, and under 200 that of a dry run where they differ. */
export function actionAnswers(registry: Registry, action: Action): Record<string, Response> {
  const status = statusOf(action, false);
  const tried = "With `dry_run=true`: what would have happened. Nothing was done.";
  return {
    ...(action.dryRun !== false && status !== 200 && status !== 204
      ? { "200": { description: tried, content: contentOf(registry, action) } }
      : {}),
    [status]: {
      description: descriptionOf(action, status),
      ...headersOf(action, status),
      ...(status === 204 ? {} : { content: contentOf(registry, action) }),
    },
  };
}

/** Whether the same request with the same key is done once. */
export function isRemembered({ door, audience, idempotent }: Action): boolean {
  return (
    door.startsWith("POST ") &&
    (audience === "organization" || (audience === "person" && idempotent === true))
  );
}

/** Of `…/batch`. */
export function batchAnswer(registry: Registry, action: Action): Response {
  const schema = severalSchema(outputOf(action), "The answers of a batch.");
  return {
    description: "What was done, in the sequence of the items.",
    headers: { "Idempotent-Replayed": headerOf("Idempotent-Replayed") },
    content: { "application/json": { schema, example: { data: [outputExample(registry, action)] } } },
  };
}

/** `components.schemas`: the noun with the secrets that this verb shows once, under `<plural>.<verb>.output`. */
export function outputSchemas(registry: Registry, action: Action): Record<string, JsonSchema> {
  const resource = resourceOf(action);
  if (action.shows === undefined || resource === undefined) return {};
  const { properties = {}, required = [], ...schema } = objectSchema(registry, resource);
  return {
    [outputName(action)]: {
      ...schema,
      required: [...required, ...Object.keys(action.shows).filter((name) => !action.shows?.[name]?.optional)],
      properties: { ...properties, ...mapped(action.shows, fieldSchema) },
    },
  };
}

const outputName = (action: Action) => `${action.name}.output`;

function descriptionOf({ shows }: Action, status: number): string {
  if (status === 204) return "Done; there is nothing to say.";
  const description = status === 201 ? "It was made." : "It was done.";
  if (shows === undefined) return description;
  const names = Object.keys(shows).map((name) => `\`${name}\``);
  return `${description} It is shown with ${names.join(", ")} in this answer and never again.`;
}

function headersOf(action: Action, status: number): Pick<Response, "headers"> {
  const resource = resourceOf(action);
  const headers = {
    ...(status !== 204 && (resource !== undefined || action.ifMatch === "required")
      ? { ETag: headerOf("ETag") }
      : {}),
    ...(status === 201 && resource?.path !== undefined ? { Location: headerOf("Location") } : {}),
    ...(isRemembered(action) ? { "Idempotent-Replayed": headerOf("Idempotent-Replayed") } : {}),
  };
  return Object.keys(headers).length === 0 ? {} : { headers };
}

function contentOf(registry: Registry, action: Action): NonNullable<Response["content"]> {
  return { "application/json": { schema: outputOf(action), example: outputExample(registry, action) } };
}

function outputOf(action: Action): JsonSchema {
  const resource = resourceOf(action);
  if (resource !== undefined)
    return schemaOf(action.shows === undefined ? resource.name : outputName(action));
  if (action.output === undefined) return { type: "object", description: "What the deed answers." };
  // what is no resource is a schema
  return jsonSchemaOf(action.output as Parameters<typeof jsonSchemaOf>[0]);
}

function outputExample(registry: Registry, action: Action): unknown {
  const resource = resourceOf(action);
  if (resource === undefined) return exampleOf(outputOf(action), true);
  const shown = mapped(action.shows ?? {}, (field) => exampleOf(fieldSchema(field), true));
  return { ...objectExample(registry, resource), ...action.leaves, ...shown };
}
