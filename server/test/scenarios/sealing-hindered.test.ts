/** Whoever edits the tables so that nothing is sealed any more stops no honest deed's entry, or is told of. */
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { sealed } from "#harness/trail";
import { until } from "#harness/until";
import { startSealing, type Verdict, verifyTrail } from "#platform/audit";
import { createDatabase } from "#platform/db";
import { createKeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";

const mine = await testDatabase();
const { adminUrl } = mine;
const keyRing = createKeyRing(["a secret of the tests, long enough to be one"]);
const database = await createDatabase(mine);
const said: string[] = [];
const logger = {
  error: ({ err }: { err?: Error }, words: string) => void said.push(`${words}: ${err?.message}`),
} as unknown as Pick<Logger, "error">;
const sealing = startSealing({ database, keyRing, logger });
after(async () => {
  await sealing.stop();
  await database.end();
  await mine.drop();
});

let organization = "";
beforeEach(async () => {
  organization = uuidv7();
  await leave(uuidv7());
  await sealed(adminUrl);
});

async function leave(id: string): Promise<void> {
  await execute(
    adminUrl,
    `insert into plinth.audit_entries (organization_id, id, actor, action, subject_type, request_id, door)
     values ($1, $2, 'system:test', 'things.make', 'thing', 'r', 'test')`,
    [organization, id],
  );
}

async function numbersOf(id: string): Promise<unknown[]> {
  const rows = await execute(
    adminUrl,
    "select seq::int from plinth.audit_trail where organization_id = $1 and id = $2",
    [organization, id],
  );
  return rows.map(({ seq }) => seq);
}

async function findings(): Promise<(string | undefined)[]> {
  const found: Verdict[] = [];
  for await (const verdict of verifyTrail(mine.ownerUrl, keyRing)) found.push(verdict);
  return found.flatMap(({ finding }) => (finding === null ? [] : [finding.what]));
}

test("an entry under the id of a sealed one is never sealed, whoever comes after it is, and it is named", async () => {
  const [repeated, later] = [uuidv7(), uuidv7()];
  await leave(repeated);
  await sealed(adminUrl);
  await leave(repeated);
  await leave(later);
  await until("the later one to be sealed", async () => (await numbersOf(later)).length > 0);
  assert.deepEqual([await numbersOf(repeated), await numbersOf(later)], [[2], [3]]);
  assert.deepEqual(await findings(), ["entry_repeated"]);
  await execute(adminUrl, "delete from plinth.audit_entries where id = $1", [repeated]);
  assert.deepEqual(await findings(), []);
});

for (const key of ["garbage", `${keyRing.secretIds[0]}.garbage`])
  test(`a row among the keys that is none stops no sealing, and is named: ${key}`, async () => {
    await execute(adminUrl, "insert into plinth.audit_keys (key_sealed) values ($1)", [key]);
    const id = uuidv7();
    await leave(id);
    await sealed(adminUrl);
    assert.deepEqual([await numbersOf(id), await findings()], [[2], ["key_altered"]]);
    await execute(adminUrl, "delete from plinth.audit_keys where key_sealed = $1", [key]);
    assert.deepEqual(await findings(), []);
  });

test("without the lock's row nothing is sealed: the log says it, verify says how to put it back, and then it goes on", async () => {
  await execute(adminUrl, "delete from plinth.feed_head where name = 'audit'");
  const id = uuidv7();
  await leave(id);
  const words =
    "the trail could not be sealed: the row 'audit' of plinth.feed_head is missing, under which one process seals";
  await until("the log to say it", () => said.includes(words));
  assert.deepEqual([await numbersOf(id), await findings()], [[], ["lock_missing"]]);
  await execute(adminUrl, "insert into plinth.feed_head values ('audit', 0)");
  await sealed(adminUrl);
  assert.deepEqual([await numbersOf(id), await findings()], [[2], []]);
});
