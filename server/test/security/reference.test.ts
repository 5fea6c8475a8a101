/** The reference at /docs, as a newcomer reads it: titles are English, refusals say what helps, examples are requests that one can send. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { declarations } from "#app";
import { openApiDocument } from "#platform/doors/openapi";
import { catalogue } from "#platform/errors";
import { newRecoveryCodes } from "../../src/modules/identity/recovery-code.ts";

const declared = declarations();
const document = openApiDocument(declared);
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

test("no title says a word twice or ends with the name of its group", () => {
  assert.ok(operations.length > 80);
  const titles = operations.map(({ summary }) => summary);
  assert.deepEqual(titles.filter(isClumsy), []);
  assert.deepEqual(["End session session", "End all sessions session", "Providers auth"].map(isClumsy), [
    true,
    true,
    true,
  ]);
});

test("no two operations have the same title", () => {
  const titles = operations.map(({ summary }) => summary);
  assert.deepEqual(
    titles.filter((title, i) => titles.indexOf(title) < i),
    [],
  );
});

test("a group is described as a whole, not by one of its operations", () => {
  const described = new Set(operations.map(({ description }) => description));
  for (const { name, description } of document.tags) {
    assert.ok(description.length > 20, `${name} is not described`);
    assert.ok(!described.has(description), `${name} is described by one operation`);
  }
});

test("no refusal of people or memberships is told to ask for another key or to read an object again", () => {
  const unhelped = catalogue()
    .filter(({ code, status }) => [401, 403, 409].includes(status) && !ofObjects.includes(code))
    .filter(({ remedy = "" }) => remedy.length < 40);
  assert.deepEqual(
    unhelped.map(({ code }) => code),
    [],
  );
});

test("a remedy names only doors that exist", () => {
  const doors = new Set(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  const named = catalogue().flatMap(
    ({ remedy = "" }) => remedy.match(/(GET|POST|PATCH|DELETE) [^`]+/g) ?? [],
  );
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((door) => !doors.has(door)),
    [],
  );
});

test("a request that the reference offers is what its verb takes", () => {
  let offered = 0;
  for (const action of declared.actions) {
    for (const { value, parameters } of requestsOf(action.name)) {
      offered++;
      assert.doesNotThrow(
        () => action.check({ ...parameters, ...value }),
        `${action.name} ${JSON.stringify(value)}`,
      );
    }
  }
  assert.ok(offered > 60, `only ${offered} requests were found`);
});

/** What `run` asks for beyond the schema: exactly one of these sets of fields, with what each allows besides. */
const oneOf: Record<string, { one: string[][]; besides?: string[] }> = {
  "auth.step_up": {
    one: [["password"], ["code"], ["recovery_code"], ["challenge_token", "response"]],
  },
  "auth.login_totp": { one: [["code"], ["recovery_code"]], besides: ["mfa_token"] },
  "auth.login_outside": { one: [["code"], ["error"]], besides: ["state", "iss"] },
  "linked_accounts.create": { one: [["code"], ["error"]], besides: ["state", "iss"] },
  "me.update_profile": { one: [["name"], ["locale"], ["name", "locale"]] },
};

test("where one of several is needed, each request that is offered sends one, and every way is shown", () => {
  for (const [name, { one, besides = [] }] of Object.entries(oneOf)) {
    const sent = requestsOf(name).map(({ value }) =>
      Object.keys(value)
        .filter((field) => !besides.includes(field))
        .sort()
        .join(),
    );
    const ways = one.map((way) => way.sort().join());
    assert.ok(sent.length > 1, name);
    assert.deepEqual(
      sent.filter((fields) => !ways.includes(fields)),
      [],
      name,
    );
    assert.equal(new Set(sent).size, sent.length, name);
    if (name !== "me.update_profile") assert.equal(sent.length, ways.length, name);
  }
});

test("the first request offered for a new password is of somebody who has one", () => {
  const [usual] = requestsOf("me.change_password");
  assert.deepEqual(Object.keys(usual?.value ?? {}), ["current_password", "new_password"]);
});

test("a recovery code in an example has the form of those that are given out", () => {
  const [real = ""] = newRecoveryCodes();
  const form = (code: string) => code.replace(/[0-9a-hjkmnp-tv-z]/g, "x");
  const shown = [...JSON.stringify(document).matchAll(/"recovery_code":"([^"]+)"/g)].map(
    ([, code = ""]) => code,
  );
  assert.ok(shown.length >= 2);
  for (const code of shown) assert.equal(form(code), form(real));
});

test("a key and an invitation in an answer are not revoked, accepted and replaced at once", () => {
  const example = (path: string) => {
    const response = document.paths[path]?.get?.responses["200"];
    assert.ok(response !== undefined && !("$ref" in response));
    return response.content?.["application/json"]?.example as Record<string, unknown>;
  };
  const nothingYet = { revoked_at: null };
  assert.partialDeepStrictEqual(example("/v1/api_keys/{id}"), {
    ...nothingYet,
    rotated_at: null,
    previous_expires_at: null,
    user_id: null,
  });
  assert.partialDeepStrictEqual(example("/v1/invitations/{id}"), {
    ...nothingYet,
    accepted_at: null,
    accepted_by: null,
  });
});

test("an order in an answer is what the verb leaves it as", () => {
  const states = ["confirmed", "cancelled"].map((state) => ({
    ...{ status: "placed", confirmed_at: null, confirmed_by: null, cancelled_at: null, cancelled_by: null },
    path: `/v1/orders/{id}/${state === "confirmed" ? "confirm" : "cancel"}`,
    state,
  }));
  for (const { path, state, ...before } of states) {
    const read = document.paths["/v1/orders/{id}"]?.get?.responses["200"];
    const written = document.paths[path]?.post?.responses["200"];
    assert.ok(read !== undefined && !("$ref" in read) && written !== undefined && !("$ref" in written));
    assert.partialDeepStrictEqual(read.content?.["application/json"]?.example, before);
    const after = written.content?.["application/json"]?.example as Record<string, unknown>;
    assert.deepEqual(
      [after.status, typeof after[`${state}_at`], typeof after[`${state}_by`]],
      [state, "string", "string"],
    );
  }
});

test("an entry in the example of a history is of a verb of that noun, and of fields that it has", () => {
  const names = declared.actions.map(({ name }) => name);
  const histories = operations.filter(({ operationId }) => /\.history$/.test(operationId));
  let shown = 0;
  for (const { operationId, responses } of histories) {
    const answer = responses["200"];
    assert.ok(answer !== undefined && !("$ref" in answer), operationId);
    type Page = { data: { action: string; changes: object }[] };
    const { data } = (answer.content?.["application/json"]?.example ?? { data: [] }) as Page;
    shown += data.length;
    const noun = declared.registry.resources.find(({ path }) => `${path}.history` === operationId);
    for (const { action, changes } of data) {
      assert.ok(names.includes(action), `${operationId}: ${action}`);
      // of the noun, or one that makes or changes such objects under another's door
      const verb = declared.actions.find(({ name }) => name === action);
      const its =
        action.split(".")[0] === operationId.split(".")[0] || (noun !== undefined && verb?.output === noun);
      assert.ok(its, `${operationId}: ${action}`);
      const unknown = Object.keys(changes).filter((field) => noun?.fields[field] === undefined);
      assert.deepEqual(unknown, [], operationId);
    }
  }
  assert.ok(shown > 10, `only ${shown} entries are shown`);
});

type Request = { value: object; parameters: Record<string, unknown> };

/** Every body that is offered for a verb, with the examples of its path. */
function requestsOf(operationId: string): Request[] {
  const operation = operations.find((one) => one.operationId === operationId);
  assert.ok(operation !== undefined, operationId);
  const parameters = Object.fromEntries(
    operation.parameters.flatMap((parameter) =>
      "name" in parameter && parameter.in === "path" && parameter.name !== "id"
        ? [[parameter.name, parameter.example]]
        : [],
    ),
  );
  const { examples = {} } = Object.values(operation.requestBody?.content ?? {})[0] ?? {};
  return Object.values(examples).map(({ value }) => ({ value: value as object, parameters }));
}

/** Of orders and stock: to read the object and decide is what helps. */
const ofObjects = [
  "below_reserved",
  "customer_not_active",
  "invalid_state",
  "out_of_stock",
  "product_discontinued",
];

/** Singular and plural are one word; articles do not count. */
function isClumsy(title: string): boolean {
  const words = (title.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/s$/, ""));
  return new Set(words).size < words.length || / (me|auth)$/.test(title);
}
