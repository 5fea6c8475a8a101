import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Client } from "pg";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createKeyRing } from "./key-ring.ts";
import { reseal, type SealedPlace } from "./reseal.ts";

const [old, young] = ["the old secret of these tests, 32 or more", "the young secret of these tests, 32+"];
const [before, both, now] = [createKeyRing([old]), createKeyRing([young, old]), createKeyRing([young])];
const [oldId = ""] = before.secretIds;

const database = await testDatabase();
const owner = new Client({ connectionString: database.ownerUrl });
await owner.connect();
after(async () => {
  await owner.end();
  await database.drop();
});
await execute(
  database.adminUrl,
  `create table plinth.notes (owner_id uuid, name text, secret text, hidden boolean not null default true, primary key (owner_id, name));
   call plinth.protect('plinth.notes', internal => true);
   alter table plinth.notes owner to plinth_owner`,
);
const place: SealedPlace = {
  what: "notes",
  table: "plinth.notes",
  column: "secret",
  key: ["owner_id", "name"],
  purpose: "note",
  where: "hidden",
};

async function fill(secrets: (string | null)[], hidden = true): Promise<void> {
  await owner.query(
    `insert into plinth.notes (owner_id, name, secret, hidden)
     select uuidv7(), 'note ' || n, secret, $2 from unnest($1::text[]) with ordinality s (secret, n)`,
    [secrets, hidden],
  );
}
const empty = () => owner.query("delete from plinth.notes");
const secrets = async (): Promise<string[]> =>
  (
    await owner.query(
      "select secret from plinth.notes where hidden and secret is not null order by owner_id, name",
    )
  ).rows.map(({ secret }) => secret);

describe("sealing anew", () => {
  test("brings every row under the active secret, so that the older one may go", async () => {
    const texts = Array.from({ length: 1_234 }, (_, i) => `secret ${i}`);
    await fill(texts.map((text) => before.seal("note", text)));
    await fill([null]);
    await fill(["not sealed at all"], false);
    await fill([both.seal("note", "new already")]);

    const [checked] = await reseal(database.ownerUrl, both, [place], { check: true });
    assert.deepEqual(checked, { what: "notes", current: 1, older: 1_234, missing: new Map(), damaged: 0 });
    assert.throws(() => now.open("note", before.seal("note", "x")), /not in the ring/);

    const [done] = await reseal(database.ownerUrl, both, [place]);
    assert.deepEqual(done, checked);
    assert.deepEqual(
      (await secrets()).map((sealed) => now.open("note", sealed)),
      [...texts, "new already"],
    );

    const [again] = await reseal(database.ownerUrl, now, [place]);
    assert.deepEqual(again, { what: "notes", current: 1_235, older: 0, missing: new Map(), damaged: 0 });
    await empty();
  });

  test("only counts when asked to", async () => {
    await fill([before.seal("note", "x")]);
    const kept = await secrets();
    await reseal(database.ownerUrl, both, [place], { check: true });
    assert.deepEqual(await secrets(), kept);
    await empty();
  });

  test("names the secrets that are missing, tells what is damaged, and seals the rest", async () => {
    const damaged = before.seal("another purpose", "x");
    await fill([before.seal("note", "x"), both.seal("note", "y")]);
    const [closed] = await reseal(database.ownerUrl, now, [place]);
    assert.deepEqual(closed, {
      what: "notes",
      current: 1,
      older: 0,
      missing: new Map([[oldId, 1]]),
      damaged: 0,
    });

    await fill([damaged, "no seal"]);
    const [report] = await reseal(database.ownerUrl, both, [place]);
    assert.deepEqual(report, { what: "notes", current: 1, older: 1, missing: new Map(), damaged: 2 });
    assert.ok((await secrets()).includes(damaged), "what cannot be opened is left as it is");
    await empty();
  });

  test("keeps what somebody wrote into the row meanwhile", async () => {
    await fill([before.seal("note", "x")]);
    const written = both.seal("note", "written meanwhile");
    // a rival holds the row while it waits for us, and has written other words when the reseal gets it
    await owner.query("select pg_advisory_lock(77)");
    const writing = execute(
      database.ownerUrl,
      `update plinth.notes n set secret = $1
         from (select k.owner_id, pg_advisory_xact_lock(77) from (select owner_id from plinth.notes for update) k) held
        where n.owner_id = held.owner_id`,
      [written],
    );
    await waitsForLock("wait_event = 'advisory'");
    const resealing = reseal(database.ownerUrl, both, [place]);
    await waitsForLock("application_name = 'plinth reseal' and wait_event_type = 'Lock'");
    await owner.query("select pg_advisory_unlock(77)");
    await Promise.all([writing, resealing]);
    assert.deepEqual(await secrets(), [written]);
    await empty();
  });

  test("refuses a place that does not exist", async () => {
    const wrong = { ...place, key: ["owner_id", "nobody"] };
    await assert.rejects(reseal(database.ownerUrl, both, [wrong]), /plinth\.notes has no column nobody/);
  });
});

async function waitsForLock(condition: string): Promise<void> {
  await until(condition, async () => {
    const rows = await execute(
      database.adminUrl,
      `select from pg_stat_activity where datname = current_database() and ${condition}`,
    );
    return rows.length > 0;
  });
}
