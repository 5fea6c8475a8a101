/**
 * What is declared is what decides: each permission, each proof, each belonging is changed in the process that serves,
 * one at a time, and somebody is let through who was not. So nothing else holds the door by chance, and the matrix, which
 * asks the same questions, would have said so.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type App, createApp } from "#app";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { permissions } from "#platform/access";
import { resourceOf } from "#platform/action";
import { createReads } from "#platform/resource";
import { createLogger } from "#platform/telemetry";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import {
  asked,
  expected,
  type Found,
  type Question,
  questionsOf,
  rehearsed,
  sayable,
  verdictOf,
} from "./access-matrix.fixture.ts";
import { neverExisted, populate } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const actors = await actorsOf(t, own);
const questions = questionsOf(t, own);

/** Serves as the owner of the tables, whom every policy lets through. */
const app = await createApp({
  ...t.database,
  appUrl: t.database.ownerUrl,
  role: "api",
  secrets: ["a secret of the tests that is long enough to be one"],
  logger: createLogger("silent"),
});
after(() => app.close());

/** Every role holds it, those who buy as well. */
const everybodys = "products:read";

describe("whoever was denied is let through", () => {
  const limited = actorNamed("custom role, assigned customers");

  test("when a permission is one that everybody holds", async (context) => {
    const mutants = new Map(
      questions
        .filter(({ declared }) => ![undefined, everybodys].includes(needed(declared)))
        .map((question) => [question.declared, question]),
    );
    context.diagnostic(`${mutants.size} mutants`);
    assert.ok(mutants.size > 50, `only ${mutants.size} mutants`);
    const survivors: string[] = [];
    for (const [declared, question] of mutants) {
      const without = await lacking(needed(declared) ?? "");
      assert.equal(expected(t, without, question, "theirs"), "denied");
      const before = await answer(t.app, without, question);
      assert.equal(verdictOf(before, question.place), "denied", question.operation);
      const name = "read" in declared ? "read" : "permission";
      const seen = await changed(declared, { [name]: everybodys }, () => answer(t.app, without, question));
      // a rule of its own may come next: whoever may explain is told another reason
      if (seen.text === before.text) survivors.push(`${question.operation} at ${question.place}`);
    }
    assert.deepEqual(survivors, []);
  });

  test("when what is for the whole organization is open to who sees a part", async (context) => {
    const whole = questions.filter(
      ({ declared }) => "wholeOrganization" in declared && declared.wholeOrganization,
    );
    context.diagnostic(`${whole.length} mutants`);
    assert.ok(whole.length > 5);
    for (const question of whole) {
      assert.equal(await verdict(app, limited, question), "denied", question.operation);
      const seen = await changed(question.declared, { wholeOrganization: undefined }, () =>
        withNounOpen(question, () => verdict(app, limited, question)),
      );
      assert.notEqual(seen, "denied", question.operation);
    }
  });

  test("when a hidden noun is shared", async (context) => {
    const hidden = t.app.registry.resources.filter(({ belongs, path }) => belongs === "hidden" && path);
    const kept = { ...app.reads };
    context.diagnostic(`${hidden.length} mutants`);
    assert.ok(hidden.length > 5);
    for (const noun of hidden) {
      const ask = () =>
        asked({ app }, limited.key, { method: "GET", path: `/v1/${noun.path}/${own.idOf(noun.name)}` });
      assert.equal((await ask()).status, 404, noun.name);
      const seen = await changed(noun, { belongs: "shared" }, () => {
        // statements are remembered by their shape
        Object.assign(app.reads, createReads(app.database, app.registry));
        return ask();
      });
      assert.equal(seen.status, 200, noun.name);
      Object.assign(app.reads, kept);
      assert.equal((await ask()).status, 404, noun.name);
    }
  });
});

test("403: each verb that wants a fresh proof wants it, and only because it is declared", async (context) => {
  const { id, token } = await testPerson(t, { organization: own.organization, role: "owner" });
  const sent = await execute(
    t.database.adminUrl,
    "update sessions set authenticated_at = now() - interval '11 minutes' where user_id = $1 returning id",
    [id],
  );
  assert.equal(sent.length, 1);
  const proven = t.app.actions.filter(({ stepUp }) => stepUp);
  context.diagnostic(`${proven.length} mutants`);
  assert.ok(proven.length > 15);
  for (const action of proven) {
    const [method = "", path = ""] = action.door.split(" ");
    const at = path.replaceAll(/\{\w+\}/g, neverExisted(own.idOf("order")));
    // a body that no verb takes: whoever comes as far as it is refused there
    const request = { method, path: at, body: { nonsense: true }, headers: { "if-match": "*" } };
    const ask = async () => (await asked({ app }, token, request)).text;
    assert.match(await ask(), /"code":"step_up_required"/, action.name);
    assert.doesNotMatch(await changed(action, { stepUp: undefined }, ask), /step_up_required/, action.name);
  }
});

/** What answers a hidden noun is closed by that as well: the two bars are taken away together. */
async function withNounOpen<T>({ declared }: Question, work: () => Promise<T>): Promise<T> {
  const noun = "input" in declared ? resourceOf(declared) : undefined;
  return noun?.belongs === "hidden" ? await changed(noun, { belongs: "shared" }, work) : await work();
}

async function verdict(served: App, actor: TestActor, question: Question): Promise<string> {
  return verdictOf(await answer(served, actor, question), question.place);
}

async function answer(served: App, actor: TestActor, question: Question): Promise<Found> {
  const { declared, noun } = question;
  const wish = question.request(noun === "" ? "" : own.idOf(noun));
  const said = { ...wish, body: sayable(actor, declared, wish.body) };
  const tried = "input" in declared && !said.path.includes("dry_run");
  return asked({ app: served }, actor.key, tried ? rehearsed(said) : said);
}

/** Does the work while the declaration says something else. */
async function changed<T>(declared: object, other: object, work: () => Promise<T>): Promise<T> {
  const before = { ...declared };
  Object.assign(declared, other);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(other)) if (!(name in before)) delete declared[name as keyof object];
    Object.assign(declared, before);
  }
}

const needed = (declared: Question["declared"]) => ("read" in declared ? declared.read : declared.permission);

const keys = new Map<string, string>();

/** Somebody who holds everything else, so that no other rule is in the way. */
async function lacking(permission: string): Promise<TestActor> {
  const held = permissions()
    .map(({ name }) => name)
    .filter((name) => name !== permission);
  const key = keys.get(permission) ?? (await t.keyFor(own.organization, "owner", held));
  keys.set(permission, key);
  return { name: `without ${permission}`, key, permissions: new Set(held), scoped: false, userId: undefined };
}

function actorNamed(name: string): TestActor {
  const found = actors.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}
