/** Tables that are protected otherwise than their nouns say, planted in a database. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { createDatabase } from "#platform/db";
import { checkCatalog, defineResource, integer, type Resource, reference } from "./index.ts";

const urls = await testDatabase();
const database = await createDatabase(urls);
after(async () => {
  await database.end();
  await urls.drop();
});

type Belonging = Resource["belongs"];

const parent = noun("planets", { scope: "customer_id" });

const columns = `(
  organization_id uuid not null, id uuid not null, customer_id uuid not null, planet_id uuid not null,
  moons bigint not null, version bigint not null, created_at timestamptz not null, updated_at timestamptz not null)`;

function noun(table: string, belongs: Belonging): Resource {
  return defineResource({
    name: table,
    table,
    describe: `Rows of ${table} for the test.`,
    read: `${table}:read`,
    belongs,
    fields: {
      customer_id: reference("customer", { describe: "Whose it is." }),
      planet_id: reference("planets", { describe: "What it goes around." }),
      moons: integer({ describe: "How many there are." }),
    },
  });
}

/** Permissions, which are named after tables, have no digits. */
const letter = (place: number) => String.fromCharCode(97 + place);

/** The complaints of a table that was protected by these statements, where it is called `it`. */
async function complaintsOf(table: string, statements: string[], belongs: Belonging): Promise<string[]> {
  const written = statements.map((statement) => statement.replaceAll(/\bit\b/g, table));
  await execute(urls.adminUrl, [`create table ${table} ${columns}`, ...written].join(";\n"));
  return await checkCatalog(database, [parent, noun(table, belongs)]);
}

await execute(
  urls.adminUrl,
  `create table planets ${columns}; call plinth.protect('planets', customer => 'customer_id')`,
);

const scope = { scope: "customer_id" };
const below = { parent: "planets", by: "planet_id" };
const shared = "call plinth.protect('it', shared => true)";
const hidden = "call plinth.protect('it')";
const customer = "call plinth.protect('it', customer => 'customer_id')";
const personal = "call plinth.protect('it', personal => 'customer_id')";
const looked = "call plinth.protect('it', parent => 'planets', parent_key => 'planet_id')";

describe("a table that is protected as its noun says is served:", () => {
  const fitting: [words: string, statement: string, belongs: Belonging][] = [
    ["everybody's", shared, "shared"],
    ["nobody's who sees some customers only", hidden, "hidden"],
    ["a customer's", customer, scope],
    ["one human's", personal, { person: "customer_id" }],
    ["what is seen with another, by a look at it", looked, below],
    ["what is seen with another, by the customer that it keeps itself", customer, below],
  ];
  for (const [place, [words, statement, belongs]] of fitting.entries())
    test(words, async () => {
      assert.deepEqual(await complaintsOf(`fits_${letter(place)}`, [statement], belongs), []);
    });
});

describe("a table that is protected otherwise is refused:", () => {
  const not = "which is not what it belongs to";
  const wrong: [words: string, statements: string[], belongs: Belonging, complaint: string][] = [
    ["not at all", [], "shared", "by no policy"],
    ["not against its owner", [shared, "alter table it no force row level security"], "shared", "not on and"],
    ["switched off", [customer, "alter table it disable row level security"], scope, "is not on and forced"],
    ["everybody's, and declared a customer's", [shared], scope, not],
    ["everybody's, and declared hidden", [shared], "hidden", not],
    ["everybody's, and declared to be seen with a customer's", [shared], below, not],
    ["hidden, and declared everybody's", [hidden], "shared", not],
    ["hidden, and declared a customer's", [hidden], scope, not],
    ["a customer's, and declared everybody's", [customer], "shared", not],
    ["a customer's, and declared one human's", [customer], { person: "customer_id" }, not],
    ["one human's, and declared hidden", [personal], "hidden", not],
    ["a customer's by another column", ["call plinth.protect('it', customer => 'planet_id')"], scope, not],
    [
      "by a second policy",
      [customer, "create policy more on it for select using (true)"],
      scope,
      " or by true",
    ],
    ["by a policy that opens", [customer, "alter policy app_reads on it using (true)"], scope, "by true, "],
    [
      "by no organization",
      [shared, "alter policy app_reads on it using ((select plinth.sees_all()))"],
      "hidden",
      not,
    ],
  ];
  for (const [place, [words, statements, belongs, complaint]] of wrong.entries())
    test(words, async () => {
      const table = `wrong_${letter(place)}`;
      const complaints = await complaintsOf(table, statements, belongs);
      assert.equal(complaints.length, statements.length === 0 ? 2 : 1, complaints.join("\n"));
      const told = complaints.find((one) => one.includes(complaint));
      assert.match(told ?? complaints.join("\n"), new RegExp(`^resource "${table}": .*table ${table} .*`));
      assert.ok(told, complaints.join("\n"));
    });
});
