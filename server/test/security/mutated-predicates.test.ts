/**
 * Every bar of the first lock is needed: served by a role that every row policy lets through, each condition that names
 * the organization, the human or the customers is taken out of each statement that looks something up, one at a time,
 * and each time somebody is told what is not theirs.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Client } from "pg";
import { createApp } from "#app";
import { testApp } from "#harness/app";
import { createLogger } from "#platform/telemetry";
import { actorsOf } from "./access-actors.fixture.ts";
import { type Attempt, liveOtherwise, survey, surveyed } from "./foreign-questions.fixture.ts";
import { rewritten } from "./heard-statements.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";
import type { Mutant } from "./predicate-mutants.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const actors = await actorsOf(t, own);
await liveOtherwise(t, another, other);

/** Serves as the owner of the tables, whom every policy lets through. */
const app = await createApp({
  ...t.database,
  appUrl: t.database.ownerUrl,
  role: "api",
  secrets: ["a secret of the tests that is long enough to be one"],
  logger: createLogger("silent"),
});
after(() => app.close());
const scene = { t, app, populations: { own, another, other } };

for (const [name, whose, by] of surveyed) {
  describe(`${name}, asking about ${whose} objects`, () => {
    test("is told when any condition is left out", async (context) => {
      const actor = actors.find((one) => one.name === name);
      assert.ok(actor);
      const { mutants, attempts } = await survey(scene, actor, whose, by);
      context.diagnostic(`${mutants.length} mutants of ${attempts.size} statements`);
      assert.ok(mutants.length > (by === "key" ? 100 : 5), `only ${mutants.length} mutants`);
      await requireSound(mutants);
      const survivors: string[] = [];
      for (const mutant of mutants) {
        const noticed = await isNoticed(mutant, attempts.get(mutant.text) ?? []);
        if (!noticed) survivors.push(`without "${mutant.without}": ${inShort(mutant.text)}`);
      }
      assert.deepEqual(survivors, []);
    });
  });
}

async function isNoticed({ text, mutated }: Mutant, attempts: Attempt[]): Promise<boolean> {
  return rewritten(
    (sent) => (sent === text ? mutated : sent),
    async () => {
      for (const { ask, isTold } of attempts) if (isTold(await ask())) return true;
      return false;
    },
  );
}

/** A statement that cannot be run would be noticed for another reason. */
async function requireSound(mutants: Mutant[]): Promise<void> {
  const client = new Client({ connectionString: t.database.ownerUrl });
  await client.connect();
  try {
    for (const { mutated } of mutants) await client.query(`prepare mutant as ${mutated}; deallocate mutant`);
  } finally {
    await client.end();
  }
}

/** Without what makes JSON of the columns. */
function inShort(text: string): string {
  return text.replaceAll(/'[^']*'|\s+/g, " ").slice(-400);
}
