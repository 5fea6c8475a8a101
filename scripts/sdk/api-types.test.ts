/** The types of the client, as they are written from a small document. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiDocument, apiTypes } from "./api-types.ts";
import { type Schema, typeOf } from "./schema-type.ts";

test("each schema of the document has its type", () => {
  const cases: [Schema & { format?: string }, string][] = [
    [{ type: "string", format: "uuid" }, "string"],
    [{ type: ["integer", "null"] }, "number | null"],
    [{ enum: ["a", "b"], type: "string" }, '"a" | "b"'],
    [{ const: 1 }, "1"],
    [{ type: "array", items: { type: "boolean" } }, "Array<boolean>"],
    [{ type: "array", items: { enum: ["a", null] } }, 'Array<"a" | null>'],
    [
      { anyOf: [{ $ref: "#/components/schemas/orders.place.input" }, { type: "null" }] },
      "OrdersPlaceInput | null",
    ],
    [{ type: "object" }, "Record<string, unknown>"],
    [{ type: "object", patternProperties: { "^.*$": {} } }, "Record<string, unknown>"],
    [{ type: "object", additionalProperties: { type: "number" } }, "Record<string, number>"],
    [
      { type: "object", required: ["id"], properties: { id: { type: "string" }, "a-b": { type: "null" } } },
      '{\n  id: string;\n  "a-b"?: null;\n}',
    ],
    [{ description: "Whatever." }, "unknown"],
  ];
  for (const [schema, type] of cases) assert.equal(typeOf(schema), type);
  // a keyword that narrows the type and is not known must not pass as anything
  assert.throws(() => typeOf({ type: "object", allOf: [] } as Schema), /no type/);
  assert.throws(() => typeOf({ type: "tuple" }), /no type/);
});

test("a description cannot end the comment that it stands in", () => {
  const text = typeOf({ type: "object", properties: { a: { type: "string", description: "As in */ x." } } });
  assert.equal(text, "{\n  /** As in *\\/ x. */\n  a?: string;\n}");
});

const document: ApiDocument = {
  components: {
    schemas: {
      shelf: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" } },
        description: "A place.",
      },
    },
    parameters: {
      if_match_required: { name: "If-Match", in: "header", required: true, schema: { type: "string" } },
      idempotency_key: { name: "Idempotency-Key", in: "header", schema: { type: "string" } },
    },
    responses: { not_found: {}, out_of_stock: {} },
  },
  paths: {
    "/v1/shelves/{id}": {
      patch: {
        summary: "Update shelf",
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "string" } },
          { name: "fields", in: "query", style: "form", schema: { type: "array", items: { enum: ["id"] } } },
          { $ref: "#/components/parameters/if_match_required", name: "", in: "", schema: {} },
        ],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/shelf" } } },
        },
        responses: {
          "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/shelf" } } } },
          "404": {},
        },
      },
      delete: { summary: "Delete shelf", parameters: [], responses: { "204": {} } },
    },
    "/v1/login": { post: { summary: "Log in", parameters: [], responses: { "204": {} } } },
    "/v1/shelves": {
      post: {
        summary: "Create shelf",
        parameters: [{ $ref: "#/components/parameters/idempotency_key", name: "", in: "", schema: {} }],
        responses: { "204": {} },
      },
    },
    "/v1/stream": {
      get: {
        summary: "Stream",
        parameters: [],
        responses: { "200": { content: { "text/event-stream": {} } } },
      },
    },
  },
};

test("an operation is known by its door: parts, query, body, version and answer", () => {
  const text = apiTypes(document);
  assert.ok(text.includes("/** A place. */\nexport type Shelf = {\n  id: string;\n};\n"));
  assert.ok(
    text.includes(`  /** Update shelf */
  "PATCH /v1/shelves/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id">;
    };
    body: Shelf;
    ifMatch: Version;
    answer: Shelf;
  };
`),
  );
  assert.ok(text.includes(`"DELETE /v1/shelves/{id}": {\n    answer: undefined;\n  };`));
  assert.ok(text.includes('export type ProblemCode =\n  | "not_found"\n  | "out_of_stock";'));
});

test("posts without an idempotency key are named, and streams are no calls", () => {
  const text = apiTypes(document);
  assert.match(text, /keyless[^[]*\[\n {2}"\/v1\/login",\n\]/);
  assert.ok(!text.includes("/v1/stream"));
});

test("two schemas of one name, and a parameter that is nowhere, are refused", () => {
  const { components, paths } = document;
  const doubled = { ...components, schemas: { "a.b": { type: "null" }, a_b: { type: "null" } } };
  assert.throws(() => apiTypes({ paths, components: doubled }), /two schemas would be called AB/);
  assert.throws(() => apiTypes({ paths, components: { ...components, parameters: {} } }), /no parameter/);
});
