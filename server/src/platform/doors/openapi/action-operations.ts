/** A verb at its door, and its batch. */
import { type Action, resourceOf } from "#platform/action";
import { crossSite } from "#platform/doors/rest";
import {
  bodyTooLarge,
  dryRunImpossible,
  idempotencyKeyReused,
  internalError,
  invalidInput,
  malformedRequest,
  notFound,
  outcomeUnknown,
  overloaded,
  type ProblemKind,
  preconditionRequired,
  requestInProgress,
  staleVersion,
  unavailable,
  unknownParameter,
  unsupportedMediaType,
} from "#platform/errors";
import type { Registry } from "#platform/resource";
import { actionAnswers, batchAnswer, isRemembered, outputSchemas } from "./action-answers.ts";
import { exampleOf, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import {
  accessOf,
  type BodyExamples,
  everything,
  type Operation,
  type Placed,
  parameterOf,
  type RequestBody,
  schemaOf,
  usual,
} from "./operation.ts";
import { pathParameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { verbRefusalsOf } from "./refusals.ts";
import { capitalized, needs, spoken, tagOf } from "./words.ts";

const mostItems = 1_000;

export function actionOperations(registry: Registry, action: Action): Placed[] {
  const [verb = "POST", path = ""] = action.door.split(" ");
  // defineAction admits no other method
  const method = verb.toLowerCase() as Placed["method"];
  const single: Placed = { method, path, operation: operationOf(registry, action, method, path) };
  return action.batch ? [single, batchOf(registry, action, path)] : [single];
}

/** `components.schemas`: what the verb takes, under `<plural>.<verb>.input`, and what it alone answers. */
export function actionSchemas(registry: Registry, action: Action): Record<string, JsonSchema> {
  const input = inputOf(action);
  return { ...(hasFields(input) ? { [inputName(action)]: input } : {}), ...outputSchemas(registry, action) };
}

function operationOf(registry: Registry, action: Action, method: Placed["method"], path: string): Operation {
  const input = inputOf(action);
  return {
    ...wordsOf(action, path),
    parameters: [
      ...pathParameters(path, nounOf(action), jsonSchemaOf(action.input)),
      ...tryOut(action),
      ...(isRemembered(action) ? [parameterOf("idempotency_key")] : []),
      ...(hasVersions(action)
        ? [parameterOf(action.ifMatch === "required" ? "if_match_required" : "if_match")]
        : []),
    ],
    ...(hasFields(input) ? { requestBody: bodyOf(action, method, input) } : {}),
    responses: {
      ...actionAnswers(registry, action),
      ...problemResponses(problemsOf(action, path)),
    },
    ...accessOf(action),
  };
}

function batchOf(registry: Registry, action: Action, path: string): Placed {
  const words = wordsOf(action, path);
  const item = hasFields(inputOf(action)) ? schemaOf(inputName(action)) : { type: "object" };
  const items: JsonSchema = {
    type: "object",
    required: ["items"],
    properties: {
      items: {
        type: "array",
        minItems: 1,
        maxItems: mostItems,
        description: `Up to ${mostItems} inputs, each as the single call takes it.`,
        items: item,
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
      parameters: [...tryOut(action), parameterOf("idempotency_key")],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: items, examples: { [usual]: { summary: "One item", value } } },
        },
      },
      responses: {
        "200": batchAnswer(registry, action),
        ...problemResponses(problemsOf(action, path)),
      },
      ...accessOf(action),
    },
  };
}

/** What is done to an object of the organization; a human's own things have no versions. */
const hasVersions = ({ door, audience, ifMatch }: Action) =>
  audience === "organization" && (door.includes("{id}") || ifMatch === "required");

const tryOut = (action: Action) => (action.dryRun === false ? [] : [parameterOf("dry_run")]);

function wordsOf(action: Action, path: string) {
  const [, verb = ""] = action.name.split(".");
  return {
    operationId: action.name,
    tags: [tagOf(path)],
    summary: action.title ?? `${capitalized(verb)} ${spoken(nounOf(action))}`,
    description: `${action.describe}\n\n${needs(action)}`,
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
  const schema = schemaOf(inputName(action));
  const most = exampleOf(input, true) as object;
  if (method === "patch") {
    const change = {
      summary: "One field changes, the others stay",
      value: Object.fromEntries(Object.entries(most).slice(0, 1)),
    };
    const media = { schema, examples: { [usual]: change } };
    return {
      description: "The fields to change; null empties one.",
      required: true,
      content: { "application/merge-patch+json": media, "application/json": media },
    };
  }
  const examples = input.examples === undefined ? leastAndMost(input) : declared(input.examples);
  return { required: input.required !== undefined, content: { "application/json": { schema, examples } } };
}

function leastAndMost(input: JsonSchema): BodyExamples {
  const least = exampleOf(input, false);
  const most = exampleOf(input, true);
  const same = JSON.stringify(least) === JSON.stringify(most);
  return {
    [usual]: { summary: "What is required", value: least },
    ...(same ? {} : { [everything]: { summary: "Everything", value: most } }),
  };
}

/** Where not every set of fields makes sense, the input itself says which do. */
function declared(values: unknown[]): BodyExamples {
  return Object.fromEntries(
    values.map((value, i) => [
      i === 0 ? usual : `other_${i}`,
      {
        summary: `With ${Object.keys(value as object)
          .map(spoken)
          .join(", ")}`,
        value,
      },
    ]),
  );
}

function problemsOf(action: Action, path: string): ProblemKind[] {
  // a name in the path that is none, or longer than any, leads nowhere too
  const onObject = path.includes("{");
  return [
    malformedRequest,
    unknownParameter,
    ...(action.dryRun === false ? [dryRunImpossible] : []),
    ...verbRefusalsOf(action),
    crossSite,
    ...(onObject ? [notFound] : []),
    ...(hasVersions(action) ? [staleVersion] : []),
    ...(action.ifMatch === "required" ? [preconditionRequired] : []),
    ...(isRemembered(action) ? [requestInProgress, idempotencyKeyReused] : []),
    // also where the verb takes nothing: whoever sends a body all the same is told so
    bodyTooLarge,
    unsupportedMediaType,
    invalidInput,
    ...(action.fails ?? []),
    internalError,
    unavailable,
    overloaded,
    outcomeUnknown,
  ].map(({ kind }) => kind);
}
