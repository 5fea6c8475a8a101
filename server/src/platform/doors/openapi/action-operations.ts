/** A verb at its door, and its batch. */
import { type Action, resourceOf, statusOf } from "#platform/action";
import {
  bodyTooLarge,
  dryRunImpossible,
  forbidden,
  idempotencyKeyReused,
  internalError,
  invalidInput,
  malformedRequest,
  notFound,
  outcomeUnknown,
  type ProblemKind,
  preconditionRequired,
  requestInProgress,
  staleVersion,
  unauthenticated,
  unavailable,
  unknownParameter,
  unsupportedMediaType,
} from "#platform/errors";
import type { Registry } from "#platform/resource";
import { exampleOf, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import {
  headerOf,
  type Operation,
  type Placed,
  parameterOf,
  type RequestBody,
  type Response,
  schemaOf,
} from "./operation.ts";
import { pathParameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { objectExample, severalSchema } from "./resource-schemas.ts";
import { capitalized, needs, spoken, tagOf } from "./words.ts";

const mostItems = 1_000;

export function actionOperations(registry: Registry, action: Action): Placed[] {
  const [verb = "POST", path = ""] = action.door.split(" ");
  // defineAction admits no other method
  const method = verb.toLowerCase() as Placed["method"];
  const single: Placed = { method, path, operation: operationOf(registry, action, method, path) };
  return action.batch ? [single, batchOf(registry, action, path)] : [single];
}

/** `components.schemas`: what the verb takes, under `<plural>.<verb>.input`. */
export function actionSchemas(action: Action): Record<string, JsonSchema> {
  const input = inputOf(action);
  return hasFields(input) ? { [inputName(action)]: input } : {};
}

function operationOf(registry: Registry, action: Action, method: Placed["method"], path: string): Operation {
  const input = inputOf(action);
  const status = statusOf(action, false);
  return {
    ...wordsOf(action, path),
    parameters: [
      ...pathParameters(path, nounOf(action), jsonSchemaOf(action.input)),
      ...(action.dryRun === false ? [] : [parameterOf("dry_run")]),
      ...(method === "post" ? [parameterOf("idempotency_key")] : []),
      ...(action.ifMatch === undefined
        ? []
        : [parameterOf(action.ifMatch === "required" ? "if_match_required" : "if_match")]),
    ],
    ...(hasFields(input) ? { requestBody: bodyOf(action, method, input) } : {}),
    responses: {
      ...tried(registry, action, status),
      [status]: success(registry, action, method, status),
      ...problemResponses(problemsOf(action, method, path)),
    },
    ...("permission" in action ? { "x-permission": action.permission } : {}),
  };
}

function batchOf(registry: Registry, action: Action, path: string): Placed {
  const words = wordsOf(action, path);
  const resource = resourceOf(action);
  const item = outputOf(action) ?? { type: "object" };
  const items: JsonSchema = {
    type: "object",
    required: ["items"],
    properties: {
      items: {
        type: "array",
        minItems: 1,
        maxItems: mostItems,
        description: `Up to ${mostItems} inputs, each as the single call takes it.`,
        items: schemaOf(inputName(action)),
      },
    },
    additionalProperties: false,
  };
  const value = { items: [exampleOf(inputOf(action), false)] };
  return {
    method: "post",
    path: `${path}/batch`,
    operation: {
      ...words,
      operationId: `${action.name}_batch`,
      summary: `${words.summary} (batch)`,
      description: `${words.description}\n\nAll or nothing: one item that is refused undoes the whole batch, and the problem's pointers begin with \`/items/<index>\`.`,
      parameters: [
        ...(action.dryRun === false ? [] : [parameterOf("dry_run")]),
        parameterOf("idempotency_key"),
      ],
      requestBody: {
        description: "The items.",
        required: true,
        content: { "application/json": { schema: items, examples: { one: { summary: "One item", value } } } },
      },
      responses: {
        "200": {
          description: "What was done, in the sequence of the items.",
          headers: { "Idempotent-Replayed": headerOf("Idempotent-Replayed") },
          content: {
            "application/json": {
              schema: severalSchema(item, "The answers of a batch."),
              ...(resource === undefined ? {} : { example: { data: [objectExample(registry, resource)] } }),
            },
          },
        },
        ...problemResponses(problemsOf(action, "post", path)),
      },
      ...("permission" in action ? { "x-permission": action.permission } : {}),
    },
  };
}

function wordsOf(action: Action, path: string) {
  const [, verb = ""] = action.name.split(".");
  const access = "permission" in action ? needs(action.permission) : `Needs no credential: ${action.reason}`;
  return {
    operationId: action.name,
    tags: [tagOf(path)],
    summary: `${capitalized(verb)} ${spoken(nounOf(action))}`,
    description: `${action.describe}\n\n${access}`,
    ...("permission" in action ? {} : { security: [] as [] }),
  };
}

/** What the verb is done to, in the singular where it is known. */
function nounOf(action: Action): string {
  return action.subject ?? resourceOf(action)?.name ?? action.name.split(".")[0] ?? "object";
}

const inputName = (action: Action) => `${action.name}.input`;
const hasFields = ({ properties = {} }: JsonSchema) => Object.keys(properties).length > 0;

/** The body: the input without what the path says already. */
function inputOf(action: Action): JsonSchema {
  const schema = jsonSchemaOf(action.input);
  const inPath = [...action.door.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name)),
  );
  const required = (schema.required ?? []).filter((name) => !inPath.includes(name));
  const { required: _all, ...rest } = schema;
  return {
    description: `What \`${action.name}\` takes.`,
    ...rest,
    ...(required.length > 0 ? { required } : {}),
    properties,
  };
}

function bodyOf(action: Action, method: Placed["method"], input: JsonSchema): RequestBody {
  const least = exampleOf(input, false);
  const most = exampleOf(input, true);
  const [first] = Object.entries(most as object);
  const patch = {
    change: {
      summary: "One field changes, the others stay",
      value: first ? Object.fromEntries([first]) : {},
    },
  };
  const needed = input.required !== undefined;
  const whole = {
    ...(needed ? { required: { summary: "What is required", value: least } } : {}),
    ...(JSON.stringify(least) === JSON.stringify(most)
      ? {}
      : { everything: { summary: "Everything", value: most } }),
  };
  const media = { schema: schemaOf(inputName(action)), examples: method === "patch" ? patch : whole };
  return {
    description: method === "patch" ? "The fields to change; null empties one." : "The input.",
    required: needed || method === "patch",
    content:
      method === "patch"
        ? { "application/merge-patch+json": media, "application/json": media }
        : { "application/json": media },
  };
}

/** What a schema in `output` looks like; undefined when the verb answers nothing that is declared. */
function outputOf(action: Action): JsonSchema | undefined {
  const resource = resourceOf(action);
  if (resource !== undefined) return schemaOf(resource.name);
  // what is no resource is a schema
  return action.output === undefined
    ? undefined
    : jsonSchemaOf(action.output as Parameters<typeof jsonSchemaOf>[0]);
}

function success(registry: Registry, action: Action, method: Placed["method"], status: number): Response {
  const resource = resourceOf(action);
  const headers = {
    ...(status !== 204 && resource !== undefined ? { ETag: headerOf("ETag") } : {}),
    ...(status === 201 && resource?.path !== undefined ? { Location: headerOf("Location") } : {}),
    ...(method === "post" ? { "Idempotent-Replayed": headerOf("Idempotent-Replayed") } : {}),
  };
  const description =
    status === 204 ? "Done; there is nothing to say." : status === 201 ? "It was made." : "It was done.";
  return {
    description: action.secret
      ? `${description} The secret is shown in this answer and never again.`
      : description,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...contentOf(registry, action, status),
  };
}

/** A dry run answers 200, also where the deed would be a 201 or 204. */
function tried(registry: Registry, action: Action, status: number): Record<string, Response> {
  if (action.dryRun === false || status === 200) return {};
  const description = "With `dry_run=true`: what would have happened. Nothing was done.";
  return { "200": { description, ...contentOf(registry, action, status) } };
}

function contentOf(registry: Registry, action: Action, status: number): Pick<Response, "content"> {
  if (status === 204) return {};
  const resource = resourceOf(action);
  const schema = outputOf(action) ?? { type: "object", description: "What the deed answers." };
  const example = resource === undefined ? exampleOf(schema, true) : objectExample(registry, resource);
  return { content: { "application/json": { schema, example } } };
}

function problemsOf(action: Action, method: Placed["method"], path: string): ProblemKind[] {
  const known = "permission" in action;
  const body = hasFields(inputOf(action));
  return [
    malformedRequest,
    unknownParameter,
    ...(action.dryRun === false ? [dryRunImpossible] : []),
    ...(known ? [unauthenticated, forbidden] : []),
    ...(path.includes("{") ? [notFound] : []),
    ...(method === "post" ? [requestInProgress, idempotencyKeyReused] : []),
    ...(action.ifMatch === undefined ? [] : [staleVersion]),
    ...(action.ifMatch === "required" ? [preconditionRequired] : []),
    ...(body ? [bodyTooLarge, unsupportedMediaType, invalidInput] : []),
    ...(action.fails ?? []),
    internalError,
    unavailable,
    outcomeUnknown,
  ].map(({ kind }) => kind);
}
