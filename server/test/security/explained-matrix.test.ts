/** What `/v1/access/explain` says beforehand is what the matrix finds: for people of every role, and everybody's objects. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import {
  asked,
  expected,
  idOf,
  mayRefuse,
  type Populations,
  type Question,
  questionsOf,
  type Whose,
} from "./access-matrix.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const populations: Populations = { own, another, other };
const people = (await actorsOf(t, own)).filter(({ userId }) => userId !== undefined);
const questions = questionsOf(t, own).filter(isAboutOneObject);

describe("what is explained is what is answered", () => {
  for (const actor of people) {
    test(actor.name, async (context) => {
      const wrong: string[] = [];
      let count = 0;
      for (const question of questions) {
        const kinds: Whose[] =
          question.noun === ""
            ? ["theirs"]
            : ["theirs", "another customer's", "another organization's", "nobody's"];
        for (const whose of kinds) {
          const should = expected(t, actor, question, whose) === "reached";
          const said = await explained(actor, question, whose);
          count++;
          if (said.allowed !== should)
            wrong.push(`${nameOf(question)} about ${whose}: ${JSON.stringify(said)}`);
        }
      }
      context.diagnostic(`${count} cells`);
      assert.ok(count > 100);
      assert.deepEqual(wrong.slice(0, 20), []);
    });
  }
});

/** Or about none; what a rule of the verb's own may refuse, nobody says beforehand. */
function isAboutOneObject({ declared, operation, place, by }: Question): boolean {
  if (by !== "key" || operation.startsWith("HEAD") || operation.endsWith("/batch")) return false;
  if ("name" in declared && mayRefuse.has(declared.name)) return false;
  if ("permission" in declared && declared.permission === undefined) return false;
  return place === "none" || place === "path " || place.startsWith("path  ");
}

async function explained(actor: TestActor, question: Question, whose: Whose): Promise<{ allowed: boolean }> {
  const kind = actor.name === "buyer" ? "buyer" : "member";
  const object = question.noun === "" ? "" : `&object=${idOf(populations, question.noun, whose)}`;
  const path = `/v1/access/explain?action=${nameOf(question)}&actor=${kind}:${actor.userId}${object}`;
  const { status, text } = await asked(t, own.key, { method: "GET", path });
  assert.equal(status, 200, `${path}: ${text}`);
  const { allowed, decided_by, because } = JSON.parse(text);
  return { allowed, ...{ decided_by, because } };
}

/** As the document names it. */
function nameOf({ declared, operation }: Question): string {
  if (!("read" in declared)) return declared.name;
  return `${declared.path}.${operation.includes("{id}") ? "get" : "list"}`;
}
