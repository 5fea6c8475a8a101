/** What outside systems tell us, as the document says it: one fixed answer, and a body that only its sender defines. */
import type { Incoming } from "#platform/doors/incoming";
import {
  bodyTooLarge,
  internalError,
  malformedRequest,
  notFound,
  overloaded,
  unavailable,
  unknownParameter,
  unsupportedMediaType,
} from "#platform/errors";
import { type Placed, usual } from "./operation.ts";
import { pathParameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { capitalized, spoken } from "./words.ts";

const anything = {
  type: "object" as const,
  description: "As the sender defines it.",
  additionalProperties: true,
};

export function incomingOperation({ name, door, describe, because, fails }: Incoming): Placed {
  const path = door.replace("POST ", "");
  const [noun = "", verb = ""] = name.split(".");
  const common = [malformedRequest, unknownParameter, notFound, bodyTooLarge, unsupportedMediaType];
  const problems = [...common, ...fails, internalError, unavailable, overloaded];
  return {
    method: "post",
    path,
    operation: {
      operationId: name,
      tags: ["webhooks"],
      summary: `${capitalized(verb)} ${spoken(noun)}`,
      description: `${describe}\n\nNeeds no credential: ${because.charAt(0).toLowerCase()}${because.slice(1)}`,
      parameters: pathParameters(path, noun, parametersOf(path)),
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: anything,
            examples: { [usual]: { summary: "An event", value: { id: "evt_1Pl1nTh" } } },
          },
        },
      },
      responses: {
        "200": {
          description: "It was kept, and is taken in by a job.",
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["received"],
                properties: { received: { type: "boolean", description: "Always true.", examples: [true] } },
                additionalProperties: false,
              },
              example: { received: true },
            },
          },
        },
        ...problemResponses([...new Set(problems.map(({ kind }) => kind))]),
      },
      security: [],
    },
  };
}

const parametersOf = (path: string) => ({
  properties: Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [
      name,
      {
        type: "string" as const,
        ...(name.endsWith("_id") ? { format: "uuid" } : {}),
        description: `Whose it is, by the ${spoken(name)}.`,
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      },
    ]),
  ),
});
