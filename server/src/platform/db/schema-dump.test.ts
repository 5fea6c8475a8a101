import assert from "node:assert/strict";
import { after, test } from "node:test";
import { emptyDatabase } from "#harness/empty-database";
import { execute } from "#harness/execute";
import { dumpSchema, schemaDifference } from "./schema-dump.ts";

const database = await emptyDatabase();
after(() => database.drop());

const start = `
  create schema yard;
  create domain yard.size as integer check (value > 0);
  create type yard.kind as enum ('oak', 'elm');
  create table yard.trees (
    organization_id uuid not null,
    id integer generated always as identity,
    kind yard.kind not null default 'oak',
    height yard.size,
    label text,
    primary key (organization_id, id)
  );
  create table yard.birds (organization_id uuid, tree integer, name text);
  create view yard.tall with (security_invoker = true) as select id from yard.trees where height > 9;
  create function yard.count_trees() returns bigint language sql stable as 'select count(*) from yard.trees';
`;
await execute(database.ownerUrl, start);

/** Each line is a drift that must show; the first column is what a reader finds in the difference. */
const drifts: [shows: RegExp, change: string][] = [
  [/kind yard\.kind default 'elm'/, "alter table yard.trees alter kind set default 'elm'"],
  [/label text not null/, "alter table yard.trees alter label set not null"],
  [/label character varying\(9\)/, "alter table yard.trees alter label type varchar(9)"],
  [/label text collate/, 'alter table yard.trees alter label type text collate "C"'],
  [
    /doubled integer generated always as \(\(id \* 2\)\) stored/,
    "alter table yard.trees add doubled integer generated always as (id * 2) stored",
  ],
  [/constraint sane CHECK/, "alter table yard.trees add constraint sane check (height < 100)"],
  [
    /constraint nest FOREIGN KEY/,
    "alter table yard.birds add constraint nest foreign key (organization_id, tree) references yard.trees",
  ],
  [
    /CREATE INDEX by_label ON yard\.trees .* WHERE/,
    "create index by_label on yard.trees (label) where label <> ''",
  ],
  [/enable row level security/, "alter table yard.trees enable row level security"],
  [/force row level security/, "alter table yard.trees force row level security"],
  [
    /create policy mine .* for select to plinth_app\n {2}using \(\(id = 1\)\)/,
    "create policy mine on yard.trees for select to plinth_app using (id = 1)",
  ],
  [/create policy mine .* as restrictive/, "create policy mine on yard.trees as restrictive using (true)"],
  [/with check \(\(id > 0\)\)/, "create policy mine on yard.trees to plinth_owner with check (id > 0)"],
  [/grant select on yard\.trees to plinth_app;/, "grant select on yard.trees to plinth_app"],
  [/grant update \(label\) on yard\.trees to public;/, "grant update (label) on yard.trees to public"],
  [/grant usage on schema yard to plinth_app;/, "grant usage on schema yard to plinth_app"],
  [/\) with \(fillfactor=70\);/, "alter table yard.trees set (fillfactor = 70)"],
  [
    /alter table yard\.trees owner to plinth_system/,
    "grant create on schema yard to plinth_system; alter table yard.trees owner to plinth_system",
  ],
  [/as enum \('oak', 'elm', 'ash'\)/, "alter type yard.kind add value 'ash'"],
  [/domain yard\.size[^;]*VALUE < 50/, "alter domain yard.size add check (value < 50)"],
  [/SECURITY DEFINER/, "alter function yard.count_trees() security definer"],
  [
    /count_trees[^;]*where true/,
    "create or replace function yard.count_trees() returns bigint language sql stable as 'select count(*) from yard.trees where true'",
  ],
  [
    /alter routine yard\.count_trees\(\) owner to plinth_system/,
    "grant create on schema yard to plinth_system; alter function yard.count_trees() owner to plinth_system",
  ],
  [
    /grant execute on routine yard\.count_trees\(\) to plinth_app/,
    "grant execute on function yard.count_trees to plinth_app",
  ],
  [/create view yard\.tall as/, "alter view yard.tall reset (security_invoker)"],
  [/create sequence yard\.numbers as bigint/, "create sequence yard.numbers"],
  [/create extension citext/, "create extension citext"],
  [
    /CREATE TRIGGER watch/,
    "create trigger watch before update on yard.trees for each row execute function suppress_redundant_updates_trigger()",
  ],
  [
    /alter default privileges for role plinth_owner in schema yard/,
    "alter default privileges in schema yard grant select on tables to plinth_app",
  ],
];

const before = await dumpSchema(database.ownerUrl);

for (const [shows, change] of drifts) {
  test(`a drift shows: ${change}`, async () => {
    assert.doesNotMatch(before, shows);
    const during = await dumpWithin(change);
    assert.match(during, shows);
  });
}

test("the text does not depend on how the schema came to be", async () => {
  await execute(
    database.ownerUrl,
    `drop schema yard cascade;
     create table public.in_between (id integer);
     ${start.replace("create type yard.kind as enum ('oak', 'elm');", "create type yard.kind as enum ('elm'); alter type yard.kind add value 'oak' before 'elm';")}
     drop table public.in_between`,
  );
  assert.equal(await dumpSchema(database.ownerUrl), before);
});

test("neither numbers of the catalog nor names of the cluster get in", () => {
  assert.doesNotMatch(before, /\b\d{5,}\b|postgres/);
});

test("the difference of two dumps is their lines with a sign", () => {
  assert.equal(schemaDifference("a\nb\nc", "a\nx\nc\nd"), "- b\n+ x\n+ d");
  assert.equal(schemaDifference(before, before), "");
});

/** The dump after a change, which is taken back by making everything anew. */
async function dumpWithin(change: string): Promise<string> {
  await execute(database.ownerUrl, change);
  const dump = await dumpSchema(database.ownerUrl);
  await execute(database.ownerUrl, `drop schema yard cascade; drop extension if exists citext; ${start}`);
  return dump;
}
