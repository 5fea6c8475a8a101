import assert from "node:assert/strict";
import { test } from "node:test";
import { documentComplaints } from "./complaints.ts";
import { libraryDocument } from "./document.fixture.ts";
import type { OpenApiDocument } from "./document.ts";

type Fault = { what: string; plant: (document: OpenApiDocument) => void; complaint: RegExp };

const bookOf = (document: OpenApiDocument) => document.components.schemas.book?.properties ?? {};
const getOf = (document: OpenApiDocument) => {
  const operation = document.paths["/v1/books/{id}"]?.get;
  assert(operation !== undefined);
  return operation;
};

const faults: Fault[] = [
  {
    what: "a reference to nothing",
    plant: (document) => delete document.components.schemas.shelf,
    complaint: /#\/components\/schemas\/shelf leads nowhere/,
  },
  {
    what: "an operationId used twice",
    plant: (document) => {
      getOf(document).operationId = "books.list";
    },
    complaint: /operationId books\.list is used twice/,
  },
  {
    what: "a field without a description",
    plant: (document) => delete bookOf(document).title?.description,
    complaint: /book\.title has no description/,
  },
  {
    what: "a field without an example",
    plant: (document) => delete bookOf(document).title?.examples,
    complaint: /book\.title has no example/,
  },
  {
    what: "an example that its schema refuses",
    plant: (document) => {
      bookOf(document).pages = { type: "integer", description: "Pages.", examples: ["many"] };
    },
    complaint: /book\.pages: the example "many" breaks its schema/,
  },
  {
    what: "an answer's example that its schema refuses",
    plant: (document) => {
      getOf(document).responses["200"] = {
        description: "A book.",
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/book" }, example: { title: 1 } },
        },
      };
    },
    complaint: /GET \/v1\/books\/\{id\}: an example breaks its schema/,
  },
  {
    what: "a parameter of the path that is not declared",
    plant: (document) => {
      getOf(document).parameters = [];
    },
    complaint: /GET \/v1\/books\/\{id\} declares the path's parameters as ""/,
  },
  {
    what: "a parameter without a description",
    plant: (document) => {
      getOf(document).parameters.push({
        name: "x",
        in: "query",
        description: "",
        schema: { type: "string" },
        example: "y",
      });
    },
    complaint: /the parameter x has no description/,
  },
  {
    what: "an operation without problems",
    plant: (document) => {
      getOf(document).responses = { "200": { description: "A book." } };
    },
    complaint: /GET \/v1\/books\/\{id\} lists no problem/,
  },
  {
    what: "a key that the schema library keeps for itself",
    plant: (document) => {
      bookOf(document).title = { ...bookOf(document).title, "~kind": "String" };
    },
    complaint: /shows the internal key ~kind/,
  },
];

for (const { what, plant, complaint } of faults) {
  test(`${what} is found`, () => {
    const document = structuredClone(libraryDocument());
    plant(document);
    assert.match(documentComplaints(document).join("\n"), complaint);
  });
}
