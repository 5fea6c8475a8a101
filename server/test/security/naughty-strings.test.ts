/** Every text that a caller may give, in every field that takes one: read back as it was sent, or refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { loggedIn } from "#harness/people";
import type { Action } from "#platform/action";
import { impossible, naughty } from "./naughty.fixture.ts";
import { populate } from "./population.fixture.ts";
import { sampler, valueAt, withValue } from "./sample.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const { body, textPlaces } = sampler(t.app.registry, own.idOf, 20_000);
const ofOrganization = t.app.actions.filter(({ audience }) => audience === "organization");
// what is done later answers a job, which has none of the texts
const creations = ofOrganization.filter(
  ({ door, status }) => door.startsWith("POST") && !door.includes("{") && status !== 202,
);
const ofPeople = t.app.actions.filter(({ audience }) => audience !== "organization");
const stock = { product_id: own.idOf("product"), quantity: 1_000_000, reason: "received" };
assert.equal((await t.ask("POST", "/v1/stock_movements", { key: own.key, body: stock })).status, 201);

describe("a text is kept to the last byte or refused with its place", () => {
  let kept = 0;
  for (const action of creations) {
    test(action.door, async () => {
      for (const [what, text] of Object.entries(naughty)) {
        for (const { path } of textPlaces(action.input)) {
          const sent = withValue(body(action.input), path, text);
          const answer = await post(action, sent);
          const place = `${what} at /${path.join("/")}: ${answer.text.slice(0, 300)}`;
          if (answer.status === 422) {
            assert.deepEqual(pointers(answer), [`/${path.join("/")}`], place);
            continue;
          }
          assert.equal(answer.status, 201, place);
          assert.equal(valueAt(answer.json, path), text, place);
          const read = await t.ask("GET", String(answer.headers.get("location")), { key: own.key });
          assert.equal(valueAt(read.json, path), text, place);
          kept++;
        }
      }
    });
  }

  test("most are kept", () => assert.ok(kept > 500, `only ${kept}`));
});

describe("what no column can hold is refused with its place", () => {
  for (const action of ofOrganization.filter(({ door }) => !door.startsWith("DELETE"))) {
    test(action.door, async () => {
      const [method = "", path = ""] = action.door.split(" ");
      const target = path.replace("{id}", () => own.idOf(nounAt(path)));
      for (const [what, text] of Object.entries(impossible)) {
        for (const place of textPlaces(action.input)) {
          const sent = withValue(body(action.input), place.path, text);
          const answer = await t.ask(method, target, {
            key: own.key,
            body: sent,
            headers: { "if-match": "*" },
          });
          assert.equal(answer.status, 422, `${what}: ${answer.text}`);
          assert.deepEqual(pointers(answer), [`/${place.path.join("/")}`], what);
        }
        const named = await t.ask(method, target, {
          key: own.key,
          body: { [text]: 1 },
          headers: { "if-match": "*" },
        });
        assert.ok([400, 422].includes(named.status), `${what} as a name: ${named.text}`);
      }
    });
  }
});

describe("what people say of themselves, and what anybody may say, is refused with its place where no column can hold it", () => {
  for (const action of ofPeople.filter(({ input }) => textPlaces(input).length > 0)) {
    test(action.door, async () => {
      for (const text of Object.values(impossible))
        for (const { path } of textPlaces(action.input)) {
          const answer = await asThemselves(action, withValue(body(action.input), path, text));
          assert.deepEqual([answer.status, pointers(answer)], [422, [`/${path.join("/")}`]], answer.text);
        }
    });
  }
});

describe("searching and filtering", () => {
  // the fuzzer (test/fuzz) asks all the others, now this and now that
  for (const noun of t.app.registry.resources.filter(({ name }) => name === "customer")) {
    test(`take any text as a value, and none as an instruction: ${noun.name}`, async () => {
      const texts = noun.filter.filter((name) => noun.fields[name]?.kind === "text");
      const parameters = [
        ...texts,
        ...texts.map((name) => `${name}[ne]`),
        ...noun.search.map((name) => `${name}[like]`),
        "q",
      ];
      for (const [what, text] of Object.entries(naughty)) {
        const value = encodeURIComponent(text.slice(0, 1_000));
        for (const parameter of parameters) {
          const { status, text: told } = await t.ask("GET", `/v1/${noun.path}?${parameter}=${value}`, {
            key: own.key,
          });
          assert.ok([200, 400].includes(status), `${parameter}, ${what}: ${status} ${told.slice(0, 200)}`);
        }
        for (const name of ["sort", "fields", "expand", "after", "limit", "count", text.slice(0, 50)]) {
          const query = `${encodeURIComponent(name)}=${value}`;
          const { status, text: told } = await t.ask("GET", `/v1/${noun.path}?${query}`, { key: own.key });
          assert.equal(status, 400, `${query.slice(0, 100)}: ${told.slice(0, 200)}`);
        }
      }
    });
  }

  test("a filter finds exactly the text that it names", async () => {
    for (const [what, text] of Object.entries(naughty)) {
      const name = text.slice(0, 200);
      if (name.includes(",") || !name.isWellFormed()) continue; // a comma separates values
      const made = await t.ask("POST", "/v1/customers", {
        key: own.key,
        body: { name, country: "DE", currency: "EUR" },
      });
      if (made.status !== 201) continue;
      const found = await t.ask("GET", `/v1/customers?name=${encodeURIComponent(name)}&fields=name`, {
        key: own.key,
      });
      assert.ok(found.json.data.length > 0, what);
      for (const customer of found.json.data) assert.equal(customer.name, name, what);
    }
  });
});

function post(action: Action, sent: unknown): Promise<Answer> {
  return t.ask("POST", action.door.slice("POST ".length), { key: own.key, body: sent });
}

let token = own.person.token;

/** As the human, who logs in again after a deed that ended the session, and is never told to wait. */
async function asThemselves(action: Action, sent: unknown): Promise<Answer> {
  const [method = "", path = ""] = action.door.split(" ");
  const target = path.replaceAll(/\{\w+\}/g, "none");
  const ask = () =>
    t.ask(method, target, { ...(action.audience === "person" ? { key: token } : {}), body: sent });
  const answer = await ask();
  if (answer.status === 429) await execute(t.database.adminUrl, "delete from plinth.attempts");
  else if (action.audience !== "person" || answer.json?.code !== "unauthenticated") return answer;
  else token = (await loggedIn(t, own.person.email)).token;
  return await ask();
}

function pointers({ json }: Answer): string[] {
  return (json.errors as { pointer: string }[]).map(({ pointer }) => pointer);
}

function nounAt(path: string): string {
  const noun = t.app.registry.resources.find((resource) => path.startsWith(`/v1/${resource.path}/`));
  assert.ok(noun, path);
  return noun.name;
}
