/** What an operation may answer when it does not succeed: one response per status, one example per code. */
import Type from "typebox";
import type { ProblemKind } from "#platform/errors";
import { exampleOf, type JsonSchema, jsonSchemaOf, mapped } from "./json-schema.ts";
import { headerOf, type Reference, type Response, schemaOf } from "./operation.ts";

export const problemMedia = "application/problem+json";

export const problemSchema: JsonSchema = {
  type: "object",
  description: "What went wrong, as RFC 9457 has it. Programs read `code`, people read `detail`.",
  required: ["type", "title", "status", "code", "detail", "request_id"],
  properties: {
    type: {
      type: "string",
      format: "uri-reference",
      description: "Where this kind of problem is described, relative to this installation.",
      examples: ["/errors/invalid_input"],
    },
    title: {
      type: "string",
      description: "The kind of problem in a few words.",
      examples: ["The input breaks a rule"],
    },
    status: {
      type: "integer",
      description: "The HTTP status, repeated.",
      minimum: 400,
      maximum: 599,
      examples: [422],
    },
    code: {
      type: "string",
      description: "Identifies the kind of problem; never changes. Codes may be added.",
      pattern: "^[a-z][a-z0-9_]*$",
      examples: ["invalid_input"],
    },
    detail: {
      type: "string",
      description: "What was wrong with this request, and what to do about it.",
      examples: ['One field is not as it should be; see "errors".'],
    },
    errors: {
      type: "array",
      description: "Every single mistake, where there may be several.",
      items: {
        type: "object",
        required: ["pointer", "code", "detail"],
        properties: {
          pointer: {
            type: "string",
            description: "The place: a JSON Pointer (RFC 6901) into the body, or the name of a parameter.",
            examples: ["/name"],
          },
          code: { type: "string", description: "The rule that was broken.", examples: ["required"] },
          detail: { type: "string", description: "The mistake in words.", examples: ['"name" is required.'] },
        },
      },
    },
    request_id: {
      type: "string",
      description: "Names this request in the log; tell it to whoever runs this installation.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    },
  },
};

/** `components.schemas`: every problem, and under `Problem.<code>` those that say more than all do. */
export function problemSchemas(kinds: ProblemKind[]): Record<string, JsonSchema> {
  const further = kinds.flatMap(({ code, title, members }): [string, JsonSchema][] => {
    if (members === undefined) return [];
    const { properties = {}, required = [], ...schema } = problemSchema;
    const own = { ...properties, ...mapped(members, jsonSchemaOf) };
    const description = `${title}. What every problem says, and what is needed to go on.`;
    return [
      [
        `Problem.${code}`,
        {
          ...schema,
          description,
          required: [...required, ...Object.keys(members).filter((name) => !Type.IsOptional(members[name]))],
          properties: { ...own, code: { ...properties.code, enum: [code], examples: [code] } },
        },
      ],
    ];
  });
  return { Problem: problemSchema, ...Object.fromEntries(further) };
}

/** The responses of an operation, by status. Several codes of one status are one response with several examples. */
export function problemResponses(kinds: ProblemKind[]): Record<string, Response | Reference> {
  const unique = [...new Map(kinds.map((kind) => [kind.code, kind])).values()].sort(byStatusAndCode);
  const byStatus = Map.groupBy(unique, ({ status }) => String(status));
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const [first] = same;
      return [
        status,
        same.length === 1 && first ? { $ref: `#/components/responses/${first.code}` } : responseOf(same),
      ];
    }),
  );
}

/** `components.responses` and `components.examples`: one of each per code. */
export function problemComponents(kinds: ProblemKind[]) {
  const sorted = [...kinds].sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    responses: Object.fromEntries(sorted.map((kind) => [kind.code, responseOf([kind])])),
    examples: Object.fromEntries(
      sorted.map((kind) => [kind.code, { summary: kind.title, value: problemExample(kind) }]),
    ),
  };
}

function responseOf(kinds: ProblemKind[]): Response {
  const [only] = kinds;
  const retried = kinds.some(
    ({ code, status }) => status === 503 || status === 429 || code === "request_in_progress",
  );
  const headers = {
    ...(only?.status === 401 ? { "WWW-Authenticate": headerOf("WWW-Authenticate") } : {}),
    ...(retried ? { "Retry-After": headerOf("Retry-After") } : {}),
  };
  return {
    description:
      kinds.length === 1 && only
        ? `${only.title} (\`${only.code}\`). ${only.describe}`
        : kinds.map(({ code, title }) => `- \`${code}\`: ${title}`).join("\n"),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: {
      [problemMedia]: {
        schema: schemaOfAll(kinds),
        examples: Object.fromEntries(
          kinds.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}

/** Where only some of them say more, each is one of several. */
function schemaOfAll(kinds: ProblemKind[]): JsonSchema {
  const names = kinds.map(({ code, members }) => (members === undefined ? "Problem" : `Problem.${code}`));
  const [only, ...more] = [...new Set(names)].sort().reverse();
  return more.length === 0 ? schemaOf(only ?? "Problem") : { anyOf: [only ?? "", ...more].map(schemaOf) };
}

export function problemExample({ code, status, title, describe, members = {} }: ProblemKind) {
  const mistake = { pointer: "/name", code: "required", detail: '"name" is required.' };
  return {
    type: `/errors/${code}`,
    title,
    status,
    code,
    detail: describe,
    ...(code === "invalid_input" ? { errors: [mistake] } : {}),
    ...mapped(members, (member) => exampleOf(jsonSchemaOf(member), true)),
    request_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  };
}

const byStatusAndCode = (a: ProblemKind, b: ProblemKind) => a.status - b.status || (a.code < b.code ? -1 : 1);
