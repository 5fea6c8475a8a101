import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkMigrations } from "./migrations.ts";

const first = "0001_first.sql";
const things = `create table things (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  primary key (organization_id, id)
);
`;
const protectedThings = `${things}call plinth.protect('things', shared => true);\n`;
const head = "create table plinth.feed_head (name text primary key);\n";

/** What the check says of a project with these migrations. */
async function findings(migrations: Record<string, string>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "plinth-check-"));
  try {
    await mkdir(join(root, "server/migrations"), { recursive: true });
    for (const [name, sql] of Object.entries(migrations)) {
      await writeFile(join(root, "server/migrations", name), sql);
    }
    return await checkMigrations(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test("our migrations have nothing to complain of", async () => {
  assert.deepEqual(await checkMigrations(), []);
});

test("sound migrations pass: names in any spelling, words in comments and function bodies", async () => {
  const sound = `-- create table ghosts (id int); commit;
create function plinth.act() returns void language plpgsql as $$
begin
  create table ghosts (id int);
  create policy by_hand on ghosts using (true);
end $$;
create table public."Things" (organization_id uuid not null primary key);
call plinth.protect('things', key => 'id');
${head}alter table plinth.feed_head enable row level security;
alter table plinth.feed_head force row level security;
create policy owner_maintains on plinth.feed_head to plinth_owner using (true);
`;
  assert.deepEqual(await findings({ [first]: sound }), []);
});

const planted: { rule: string; migrations: Record<string, string>; said: RegExp }[] = [
  { rule: "a folder without migrations is not a clean one", migrations: {}, said: /nothing was checked/ },
  {
    rule: "a number is missing",
    migrations: { [first]: "select 1;", "0003_third.sql": "select 1;" },
    said: /^server\/migrations\/0003_third\.sql: migration 0002 is missing/,
  },
  {
    rule: "a number is used twice",
    migrations: { [first]: "select 1;", "0001_rival.sql": "select 1;" },
    said: /0001_rival\.sql: 0001_first\.sql has the same number/,
  },
  {
    rule: "a name says neither number nor purpose",
    migrations: { "orders.sql": "select 1;" },
    said: /orders\.sql: a migration is named like/,
  },
  {
    rule: "a table has no wall",
    migrations: { [first]: `select 1;\n${things}` },
    said: /0001_first\.sql:2: things is not followed by/,
  },
  {
    rule: "the wall of another table, or one in a comment, is not a wall",
    migrations: { [first]: `${things}call plinth.protect('thing');\n-- call plinth.protect('things');\n` },
    said: /things is not followed by/,
  },
  {
    rule: "a wall before its table is the wall of another",
    migrations: { [first]: `call plinth.protect('things');\n${things}` },
    said: /things is not followed by/,
  },
  {
    rule: "a table of no organization still needs row level security forced",
    migrations: { [first]: `${head}alter table plinth.feed_head enable row level security;\n` },
    said: /plinth\.feed_head is not followed by/,
  },
  {
    rule: "a policy is made by hand",
    migrations: { [first]: `${protectedThings}create policy mine on things to plinth_app using (true);\n` },
    said: /0001_first\.sql:7: only plinth\.protect makes policies/,
  },
  {
    rule: "a file commits by itself",
    migrations: { [first]: `${protectedThings}commit;\n` },
    said: /0001_first\.sql:7: "commit": the runner/,
  },
  {
    rule: "squawk knows that it hurts",
    migrations: {
      [first]: protectedThings,
      "0002_rename.sql": "alter table things rename column id to thing_id;",
    },
    said: /^server\/migrations\/0002_rename\.sql:1: .*\(renaming-column\)/,
  },
  {
    rule: "squawk cannot read it",
    migrations: { [first]: "create tabel things;" },
    said: /0001_first\.sql:1: .*\(syntax-error\)/,
  },
];

for (const { rule, migrations, said } of planted) {
  test(`found: ${rule}`, async () => {
    const found = await findings(migrations);
    assert.ok(
      found.some((finding) => said.test(finding)),
      found.join("\n") || "nothing was found",
    );
  });
}
