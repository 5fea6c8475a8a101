import assert from "node:assert/strict";
import { test } from "node:test";
import { operatorsOf } from "#platform/resource";
import { documentComplaints } from "./complaints.ts";
import { actions, book, libraryDocument, queries, registry } from "./document.fixture.ts";
import { openApiDocument } from "./document.ts";
import type { Operation, Parameter, Response } from "./operation.ts";

const document = libraryDocument();
const at = (path: string, method: "get" | "post" | "patch" | "delete"): Operation => {
  const operation = document.paths[path]?.[method];
  assert(operation !== undefined, `${method} ${path} is not in the document`);
  return operation;
};
const parameters = (operation: Operation) =>
  operation.parameters.map((parameter) =>
    "$ref" in parameter ? (parameter.$ref.split("/").at(-1) ?? "") : parameter.name,
  );
const parameter = (operation: Operation, name: string): Parameter => {
  const found = operation.parameters.find((candidate) => "name" in candidate && candidate.name === name);
  assert(found !== undefined && "name" in found, `there is no parameter ${name}`);
  return found;
};
const codes = (operation: Operation, status: number): string[] => {
  const response = operation.responses[status];
  assert(response !== undefined, `there is no ${status}`);
  return "$ref" in response
    ? [response.$ref.split("/").at(-1) ?? ""]
    : Object.keys(response.content?.["application/problem+json"]?.examples ?? {});
};

test("nothing in the document leads nowhere, lacks words or contradicts itself", () => {
  assert.deepEqual(documentComplaints(document), []);
});

test("the document is plain JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
});

test("every declaration has its operations, and there are no others", () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
  );
  assert.deepEqual(operations.sort(), [
    "books.borrow post /v1/books/{id}/borrow",
    "books.create post /v1/books",
    "books.create_batch post /v1/books/batch",
    "books.delete delete /v1/books/{id}",
    "books.get get /v1/books/{id}",
    "books.list get /v1/books",
    "books.update patch /v1/books/{id}",
    "opening_hours.get get /v1/opening_hours",
    "readers.get get /v1/readers/{id}",
    "readers.list get /v1/readers",
    "readers.register post /v1/readers",
    "shelves.get get /v1/shelves/{id}",
    "shelves.list get /v1/shelves",
  ]);
});

test("the sequence of the declarations makes no difference", () => {
  const turned = openApiDocument({
    registry: { ...registry, resources: [...registry.resources].reverse() },
    actions: [...actions].reverse(),
    queries: [...queries].reverse(),
    version: "1.2.3",
  });
  assert.equal(JSON.stringify(turned), JSON.stringify(document));
});

test("two declarations at one door, or under one name, are refused", () => {
  assert.throws(
    () => openApiDocument({ registry, actions: [...actions, ...actions.slice(0, 1)], version: "1" }),
    /books\.create" is declared twice/,
  );
});

test("a list takes every declared filter with each operator that the field takes", () => {
  const taken = parameters(at("/v1/books", "get"));
  const filters = book.filter.flatMap((name) =>
    operatorsOf(book, name).map((operator) => (operator === "eq" ? name : `${name}[${operator}]`)),
  );
  assert.deepEqual(taken, ["limit", "after", "sort", "fields", "expand", "q", "count", ...filters]);
  assert(
    filters.includes("bought_at[gte]") && filters.includes("title[like]") && filters.includes("pages[null]"),
  );
});

test("a list takes no q where nothing is searched, and no expand where there is no relation", () => {
  const quiet = openApiDocument({
    registry: { ...registry, resources: [{ ...book, search: [], relations: {} }] },
    actions: [],
    version: "1",
  });
  const taken = parameters(quiet.paths["/v1/books"]?.get ?? at("/v1/books", "get"));
  assert(!taken.includes("q") && !taken.includes("expand"));
});

test("a filter says its values: an enum several at once, a time also as a bare date", () => {
  const list = at("/v1/books", "get");
  const status = parameter(list, "status");
  assert.deepEqual([status.style, status.explode], ["form", false]);
  assert.deepEqual(status.schema.items, { type: "string", enum: ["in", "out"] });
  assert.deepEqual(parameter(list, "bought_at[gte]").schema, { type: "string" });
});

test("what is optional is shown with an example and left out of the request that the reference offers", () => {
  const offeredOnly = document.components.parameters?.idempotency_key as Parameter;
  assert.equal(offeredOnly.example, undefined);
  assert.deepEqual(Object.keys(offeredOnly.examples ?? {}), ["usual", "everything"]);
  for (const { examples } of [offeredOnly, parameter(at("/v1/books", "get"), "status")]) {
    assert(Object.values(examples ?? {}).every((example) => example["x-disabled"]));
  }
  assert.equal(typeof parameter(at("/v1/books/{id}", "get"), "id").example, "string");
});

test("what may be null says so beside its type, in enums too", () => {
  const { properties = {} } = document.components.schemas.book ?? {};
  assert.deepEqual(properties.pages?.type, ["integer", "null"]);
  assert.deepEqual(properties.binding?.type, ["string", "null"]);
  assert.deepEqual(properties.binding?.enum, ["hard", "soft", null]);
});

test("a field that not everyone sees names its permission", () => {
  const cost = document.components.schemas.book?.properties?.cost_minor;
  assert.equal(cost?.["x-permission"], "books:see_cost");
  assert.match(String(cost?.description), /Only with the permission `books:see_cost`/);
});

test("a noun without a path is a schema and has no operation", () => {
  assert.equal(document.components.schemas.slip?.type, "object");
  assert.equal(document.components.schemas.slip_list, undefined);
});

test("an operation names the permission that it needs, for people and for programs", () => {
  const borrow = at("/v1/books/{id}/borrow", "post");
  assert.equal(borrow["x-permission"], "books:borrow");
  assert.match(borrow.description, /Needs the permission `books:borrow`/);
});

test("a secret is in the one answer that shows it, and in no other", () => {
  const answer = (at("/v1/readers", "post").responses["201"] as Response).content?.["application/json"];
  assert.deepEqual(answer?.schema, { $ref: "#/components/schemas/readers.register.output" });
  assert.deepEqual(document.components.schemas["readers.register.output"]?.required, ["id", "card"]);
  assert.equal(document.components.schemas.reader?.properties?.card, undefined);
});

/** What the answer carries beside what every answer for an organization does. */
function headersOf({ responses }: Operation, status: string): string[] {
  const names = Object.keys((responses[status] as Response).headers ?? {});
  return names.filter((name) => !name.startsWith("RateLimit"));
}

test("every operation for an organization says how many requests are left, and answers 429; no other does", () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  assert.ok(operations.length > 10);
  for (const { operationId, security, responses } of operations) {
    const counted = security === undefined;
    const [, answer] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
    const names = Object.keys((answer as Response).headers ?? {});
    assert.equal(names.includes("RateLimit") && names.includes("RateLimit-Policy"), counted, operationId);
    assert.equal("429" in responses, counted, operationId);
  }
});

test("one object has an ETag and answers 304", () => {
  const get = at("/v1/books/{id}", "get");
  assert.deepEqual(parameters(get), ["id", "fields", "expand", "if_none_match"]);
  assert("304" in get.responses);
  assert.deepEqual(headersOf(get, "200"), ["ETag"]);
});

test("making an object is 201 with its address; trying it out is 200", () => {
  const create = at("/v1/books", "post");
  assert.deepEqual(headersOf(create, "201"), ["ETag", "Location", "Idempotent-Replayed"]);
  assert.match((create.responses["200"] as Response).description, /dry_run=true/);
});

test("a batch takes at most 1,000 of the single call's inputs and answers them in a list", () => {
  const batch = at("/v1/books/batch", "post");
  const items = batch.requestBody?.content["application/json"]?.schema.properties?.items;
  assert.equal(items?.maxItems, 1000);
  assert.deepEqual(items?.items, { $ref: "#/components/schemas/books.create.input" });
  const answer = (batch.responses["200"] as Response).content?.["application/json"]?.schema;
  assert.deepEqual(answer?.properties?.data?.items, { $ref: "#/components/schemas/book" });
});

test("a patch is a merge patch or JSON, and needs If-Match", () => {
  const update = at("/v1/books/{id}", "patch");
  assert.deepEqual(Object.keys(update.requestBody?.content ?? {}), [
    "application/merge-patch+json",
    "application/json",
  ]);
  assert.deepEqual(parameters(update), ["id", "dry_run", "if_match_required"]);
  assert.deepEqual([codes(update, 412), codes(update, 428)], [["stale_version"], ["precondition_required"]]);
});

test("a verb that takes nothing shows no body, and says what becomes of one", () => {
  const remove = at("/v1/books/{id}", "delete");
  assert.equal(remove.requestBody, undefined);
  assert.deepEqual([codes(remove, 415), codes(remove, 422)], [["unsupported_media_type"], ["invalid_input"]]);
});

test("a verb on one object takes If-Match, also where it does not insist", () => {
  assert.deepEqual(parameters(at("/v1/books/{id}", "delete")), ["id", "dry_run", "if_match"]);
  assert.deepEqual(codes(at("/v1/books/{id}/borrow", "post"), 412), ["stale_version"]);
  assert(!parameters(at("/v1/books", "post")).includes("if_match"));
});

test("a verb that cannot be tried out says so", () => {
  const register = at("/v1/readers", "post");
  assert(!parameters(register).includes("dry_run"));
  assert.deepEqual(codes(register, 400), ["dry_run_impossible", "malformed_request", "unknown_parameter"]);
  assert(!("200" in register.responses));
});

test("the problems of one status are one response with an example each", () => {
  assert.deepEqual(codes(at("/v1/books/{id}/borrow", "post"), 409), [
    "already_out",
    "invalid_state",
    "request_in_progress",
  ]);
  assert.deepEqual(codes(at("/v1/books/{id}", "get"), 404), ["not_found"]);
});

test("a body's examples are what is required, and everything", () => {
  const examples = at("/v1/books/{id}/borrow", "post").requestBody?.content["application/json"]?.examples;
  assert.deepEqual(examples?.usual?.value, { days: 14 });
  assert.deepEqual(examples?.everything?.value, { days: 14, reader: "Ishmael" });
});
