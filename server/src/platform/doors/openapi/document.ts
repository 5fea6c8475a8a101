/** The OpenAPI 3.1 document, written from the declarations alone (decision 5). */
import type { Action, Query } from "#platform/action";
import type { StreamDoor } from "#platform/doors/feed";
import type { Incoming } from "#platform/doors/incoming";
import { catalogue } from "#platform/errors";
import type { Registry } from "#platform/resource";
import { actionOperations, actionSchemas } from "./action-operations.ts";
import { withAllowance } from "./allowance.ts";
import { incomingOperation } from "./incoming-operations.ts";
import { introduction } from "./introduction.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Operation, Placed } from "./operation.ts";
import { sharedParameters } from "./parameters.ts";
import { problemComponents, problemSchemas } from "./problem-responses.ts";
import { queryOperation } from "./query-operations.ts";
import { readOperations } from "./read-operations.ts";
import { resourceSchemas } from "./resource-schemas.ts";
import { streamOperation } from "./stream-operations.ts";
import { type Tag, tagsOf } from "./tags.ts";

export type Declarations = {
  registry: Registry;
  actions: Action[];
  queries?: Query[];
  incoming?: Incoming[];
  streams?: StreamDoor[];
  /** Of this installation, as in package.json. */
  version: string;
};

/** The parts that others read; everything in it is plain JSON. */
export type OpenApiDocument = {
  openapi: string;
  info: Record<string, unknown>;
  servers: object[];
  security: object[];
  tags: Tag[];
  paths: Record<string, Partial<Record<Placed["method"], Operation>>>;
  components: { schemas: Record<string, JsonSchema> } & Record<string, Record<string, object>>;
};

const methods = ["get", "post", "put", "patch", "delete"] as const;

/**
 * The same declarations make the same text, whatever sequence they come in.
 * @throws when two declarations share an operation's name or door.
 */
export function openApiDocument({
  registry,
  actions,
  queries = [],
  incoming = [],
  streams = [],
  version,
}: Declarations): OpenApiDocument {
  const operations = [
    ...registry.resources.flatMap((resource) => readOperations(registry, resource)),
    ...actions.flatMap((action) => actionOperations(registry, action)),
    ...queries.map(queryOperation),
    ...incoming.map(incomingOperation),
    ...streams.map(streamOperation),
  ].map(withAllowance);
  refuseDoubles(operations);
  return {
    openapi: "3.1.0",
    info: {
      title: "Plinth API",
      summary: "The operations backend of a company, behind one secure, versioned API.",
      description: introduction,
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This installation" }],
    security: [{ api_key: [] }, { access_token: [] }, { session: [] }],
    tags: tagsOf(registry, operations),
    paths: pathsOf(operations),
    components: {
      securitySchemes: {
        api_key: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "plk_…",
          description: "An API key of your organization, as `Authorization: Bearer plk_…`.",
        },
        access_token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "What a person got by logging in: 10 minutes, then `POST /v1/auth/refresh`. Members of several organizations choose with `Plinth-Organization`.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-plinth_session",
          description:
            'A browser that logged in with `session: "cookie"`; `plinth_session` without https. Writes must come from a page of this installation.',
        },
      },
      parameters: sharedParameters,
      headers,
      schemas: sorted({
        ...problemSchemas(catalogue()),
        ...Object.assign({}, ...registry.resources.map((resource) => resourceSchemas(registry, resource))),
        ...Object.assign({}, ...actions.map((action) => actionSchemas(registry, action))),
      }),
      ...problemComponents(catalogue()),
    },
  };
}

function refuseDoubles(operations: Placed[]): void {
  const seen = new Set<string>();
  for (const { method, path, operation } of operations) {
    for (const key of [operation.operationId, `${method.toUpperCase()} ${path}`]) {
      if (seen.has(key)) throw new Error(`the operation "${key}" is declared twice`);
      seen.add(key);
    }
  }
}

function pathsOf(operations: Placed[]): OpenApiDocument["paths"] {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  return Object.fromEntries(
    [...byPath.keys()].sort().map((path) => {
      const here = byPath.get(path) ?? [];
      const sequence = methods.flatMap((method) => here.filter((placed) => placed.method === method));
      return [path, Object.fromEntries(sequence.map(({ method, operation }) => [method, operation]))];
    }),
  );
}

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const headers = {
  ETag: {
    description: "The version of the object and a hash of the answer; for `If-Match` and `If-None-Match`.",
    schema: { type: "string", examples: ['"7.k3x9a1bQ"'] },
  },
  Location: {
    description: "The path of what was made.",
    schema: { type: "string", format: "uri-reference" },
  },
  "Idempotent-Replayed": {
    description: "`true` when this is the kept answer of an earlier request with the same Idempotency-Key.",
    schema: { type: "string", enum: ["true"] },
  },
  RateLimit: {
    description:
      "How many requests you or your organization have left (`r`), whichever are fewer, and in how many seconds all are there again (`t`), as draft-ietf-httpapi-ratelimit-headers has it. Absent where nothing limits them.",
    schema: { type: "string", examples: ['"actor";r=5999;t=1'] },
  },
  "RateLimit-Policy": {
    description:
      "How many requests your organization may send (`q`) within so many seconds (`w`), and how many of them one of its actors may.",
    schema: { type: "string", examples: ['"organization";q=12000;w=60, "actor";q=6000;w=60'] },
  },
  "Retry-After": {
    description: "Seconds to wait before trying again.",
    schema: { type: "integer", examples: [1] },
  },
  "WWW-Authenticate": {
    description: "The way to authenticate.",
    schema: { type: "string", examples: ["Bearer"] },
  },
};
