/**
 * The access matrix: everybody asks every operation at every place of an id, about their own customer's objects, another
 * customer's, another organization's and what never was. Operations, places and the expected answers come from the
 * declarations; what those should be stands in `intentions/`. What one may not see answers as what never was: the same
 * bytes, by the same statements that find as many rows.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { relayed } from "#harness/trail";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import {
  asked,
  comparable,
  done,
  expected,
  type Found,
  idOf,
  mayRefuse,
  type Populations,
  type Question,
  questionsOf,
  rehearsed,
  sayable,
  sees,
  verdictOf,
  type Whose,
} from "./access-matrix.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const populations: Populations = { own, another, other };
const actors = await actorsOf(t, own);
const questions = questionsOf(t, own);
await relayed(t.database.adminUrl);
const refused = new Set<string>();
/** Ids that a question named which is itself written to the trail: whoever reads the trail finds them there. */
const asking = new Set<string>();
let cells = 0;
let statements = 0;

describe("the answer is the one that follows from the declarations", () => {
  for (const actor of actors) {
    test(actor.name, async (context) => {
      const before = cells;
      const wrong: string[] = [];
      for (let at = 0; at < questions.length; at += 6) {
        const found = await Promise.all(questions.slice(at, at + 6).map((one) => examine(actor, one)));
        wrong.push(...found.flat());
      }
      context.diagnostic(`${cells - before} cells`);
      assert.deepEqual(wrong.slice(0, 40), []);
    });
  }

  test("every operation, actor and kind of object has been asked", (context) => {
    context.diagnostic(`${cells} cells, ${statements} statements`);
    assert.ok(statements > cells / 2, "hardly a statement was heard");
    const operations = new Set(questions.map(({ operation }) => operation));
    assert.ok(operations.size > 100, `only ${operations.size} operations`);
    assert.ok(actors.length >= 13 && cells > operations.size * actors.length, `only ${cells} cells`);
  });

  test("what holders of a permission are refused for another reason is written down, and happens", () => {
    assert.deepEqual(
      [...mayRefuse].filter((name) => !refused.has(name)),
      [],
    );
  });
});

/** One question about everybody's objects. @returns what is not as it should be */
async function examine(actor: TestActor, question: Question): Promise<string[]> {
  const wrong: string[] = [];
  const answers = new Map<Whose, Found>();
  for (const whose of kindsFor(actor, question)) {
    const id = question.noun === "" ? "" : idOf(populations, question.noun, whose);
    const should = expected(t, actor, question, whose);
    const request = question.request(id);
    const said = { ...request, body: sayable(actor, question.declared, request.body) };
    // what is let through is only rehearsed; what is refused leaves nothing, but in a lane it shares its statements
    const shares = "kind" in question.declared && question.declared.kind === "many";
    const sent = (should === "reached" || shares) && request.method !== "GET" && request.method !== "HEAD";
    const found = await asked(t, actor.key, sent && question.place !== "none" ? rehearsed(said) : said);
    answers.set(whose, found);
    if ("recorded" in question.declared) asking.add(id);
    cells++;
    const verdict = verdictOf(found, question.place);
    statements += found.heard.length;
    if (verdict === should || isMeant(question, verdict, should)) {
      const told = tells(actor, question, found, id);
      if (told.length > 0) wrong.push(`${nameOf(actor, question, whose)} tells ${told}`);
    } else {
      wrong.push(
        `${nameOf(actor, question, whose)} is ${verdict}, not ${should}: ${found.text.slice(0, 300)}`,
      );
    }
  }
  if (await isNamedByTheirs(actor, question)) answers.delete("theirs");
  return [...wrong, ...toldApart(actor, question, answers)];
}

/** What an actor's own objects name they know already: a filter by it finds these objects, and no others. */
async function isNamedByTheirs(actor: TestActor, question: Question): Promise<boolean> {
  const { declared, noun, place } = question;
  const [, filter = ""] = /^\?(\w+)=ID/.exec(place) ?? [];
  if (filter === "" || !("read" in declared) || sees(t, actor, noun, "theirs")) return false;
  if (expected(t, actor, question, "theirs") !== "listed") return false;
  const id = idOf(populations, noun, "theirs");
  const listed = async (query: string): Promise<Record<string, unknown>[]> => {
    const path = `/v1/${declared.path}?limit=200${query}`;
    return JSON.parse((await asked(t, actor.key, { method: "GET", path })).text).data;
  };
  const naming = (await listed("")).filter((one) => one[filter] === id);
  assert.deepEqual(await listed(`&${filter}=${id}`), naming, `${actor.name}: ${question.operation} ${place}`);
  return naming.length > 0;
}

/** Verbs with a reason of their own to refuse, which is written down. */
function isMeant({ declared }: Question, verdict: string, should: string): boolean {
  const name = "door" in declared ? declared.name : "";
  if (verdict !== "denied" || should === "listed" || !mayRefuse.has(name)) return false;
  refused.add(name);
  return true;
}

/** Whoever is denied is denied whatever it is about, and where nothing is named there is one question. */
function kindsFor(actor: TestActor, question: Question): Whose[] {
  if (question.noun === "") return ["theirs"];
  const foreign: Whose[] = ["another organization's", "nobody's"];
  if (question.by === "person") return foreign;
  if (expected(t, actor, question, "theirs") === "denied") return ["theirs", ...foreign];
  return ["theirs", "another customer's", ...foreign];
}

/** What is not theirs to see answers like what never was, and asks the database the same. */
function toldApart(actor: TestActor, question: Question, answers: Map<Whose, Found>): string[] {
  const absent = answers.get("nobody's");
  if (absent === undefined) return [];
  const unseen = [...answers].filter(
    ([whose]) => whose !== "nobody's" && !sees(t, actor, question.noun, whose),
  );
  return unseen.flatMap(([whose, found]) => {
    const name = nameOf(actor, question, whose);
    const [seen, never] = [
      comparable(found, idOf(populations, question.noun, whose)),
      comparable(absent, idOf(populations, question.noun, "nobody's")),
    ];
    const [sent, sentForNobody] = [done(found), done(absent)];
    return [
      ...(seen === never ? [] : [`${name} is told from what never was: ${seen} / ${never}`]),
      ...(sent === sentForNobody ? [] : [`${name} asks the database otherwise: ${sent} / ${sentForNobody}`]),
    ];
  });
}

/** Ids in the answer of what the caller does not see. */
function tells(actor: TestActor, question: Question, { text }: Found, sent: string): string[] {
  const secret = new Set(other.everyId);
  if (actor.scoped) {
    for (const { name } of t.app.registry.resources)
      if (!sees(t, actor, name, "another customer's")) secret.add(another.idOf(name));
  }
  if (question.by === "person") return [];
  if ("recorded" in question.declared) for (const id of asking) secret.delete(id);
  return [...secret].filter((id) => id !== sent && text.includes(id));
}

function nameOf({ name }: TestActor, { operation, place }: Question, whose: Whose): string {
  return `${name}: ${operation} at ${place} about ${whose}`;
}
