/**
 * The second lock holds alone: with every condition of ours taken out of the statements that look something up, Row Level
 * Security still tells nobody what is not theirs. And each policy is needed for it: once it is opened, somebody is told.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { actorsOf } from "./access-actors.fixture.ts";
import { type Attempt, liveOtherwise, survey, surveyed } from "./foreign-questions.fixture.ts";
import { rewritten } from "./heard-statements.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";
import { openedBy } from "./predicate-mutants.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const actors = await actorsOf(t, own);
await liveOtherwise(t, another, other);
const scene = { t, app: t.app, populations: { own, another, other } };
const { adminUrl } = t.database;

/** The policies by which plinth_app reads, of tables that nouns are kept in. */
const policies = await readingPolicies();

for (const [name, whose, by] of surveyed) {
  describe(`${name}, asking about ${whose} objects with the first lock open`, async () => {
    const actor = actors.find((one) => one.name === name);
    assert.ok(actor);
    const { mutants, attempts } = await survey(scene, actor, whose, by);
    const opened = new Map([...attempts.keys()].map((text) => [text, openedBy(text, mutants)]));
    const unlocked = <T>(work: () => Promise<T>) => rewritten((text) => opened.get(text) ?? text, work);

    test("is told nothing", async (context) => {
      const all = [...new Set([...attempts.values()].flat())];
      context.diagnostic(`${all.length} questions, ${opened.size} statements`);
      assert.ok(all.length > 5);
      assert.deepEqual(await unlocked(() => told(all)), []);
    });

    if (by === "person") return;
    test("is told once any policy is opened", async (context) => {
      const unnoticed: string[] = [];
      // what is one human's is asked for within the organization: of two, the humans differ as well
      const guarding = policies.filter(({ belongs }) =>
        actor.scoped ? belongs !== "shared" : typeof belongs === "string" || !("person" in belongs),
      );
      context.diagnostic(`${guarding.length} mutants`);
      assert.ok(guarding.length > 10);
      for (const { table, policy, condition } of guarding) {
        const looking = [...attempts].filter(([text]) => new RegExp(`from ${table}\\b`).test(text));
        const asked = looking.flatMap(([, some]) => some);
        await execute(adminUrl, `alter policy ${policy} on ${table} using (true)`);
        const found = await unlocked(() => told(asked, 1));
        await execute(adminUrl, `alter policy ${policy} on ${table} using (${condition})`);
        if (found.length === 0) unnoticed.push(`${policy} on ${table}`);
      }
      assert.deepEqual(unnoticed, []);
    });
  });
}

/** The questions by which somebody is told something; no more than `enough` of them. */
async function told(attempts: Attempt[], enough = 10): Promise<string[]> {
  const found: string[] = [];
  for (const { name, ask, isTold } of attempts) {
    if (isTold(await ask())) found.push(name);
    if (found.length >= enough) break;
  }
  return found;
}

async function readingPolicies() {
  const rows = await execute(
    adminUrl,
    `select polname as policy, polrelid::regclass::text as table, pg_get_expr(polqual, polrelid) as condition
       from pg_policy
      where polroles = array['plinth_app'::regrole::oid] and polcmd in ('r', '*')`,
  );
  const found = t.app.registry.resources.flatMap(({ path, table, belongs }) =>
    rows
      .filter((row) => row.table === table && path !== undefined)
      .map(({ policy, condition }) => ({ table, belongs, policy, condition })),
  );
  assert.ok(found.length >= t.app.registry.resources.filter(({ path }) => path !== undefined).length);
  return found;
}
