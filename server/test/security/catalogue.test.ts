/** The declarations against PostgreSQL's own catalog: operators that cannot leak, indexes, and rows full of nulls. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { Client } from "pg";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { rowFixtures } from "#harness/row-fixtures";
import { fillTables } from "#harness/tenant-rows";
import { operatorsOf, plain, type Resource } from "#platform/resource";
import { getText } from "../../src/platform/resource/statements.ts";

const t = await testApp();
const { registry } = t.app;
const nouns = registry.resources.filter(({ path }) => path !== undefined);
const { adminUrl, ownerUrl } = t.database;

const signs: Record<string, string[]> = {
  eq: ["="],
  ne: ["<>"],
  gt: [">"],
  gte: [">="],
  lt: ["<"],
  lte: ["<="],
};

describe("under Row Level Security only leakproof operators use an index", () => {
  test("every filter and every sort compares by leakproof operators, or goes through a search function", async () => {
    assert.ok(nouns.flatMap(({ filter, sort }) => [...filter, ...sort]).length > 30);
    const complaints: string[] = [];
    for (const noun of nouns) complaints.push(...(await leaks(noun, noun.filter, noun.sort)));
    assert.deepEqual(complaints, []);
  });

  test("a filter by a number with decimals is noticed", async () => {
    const product = registry.get("product");
    assert.deepEqual(await leaks(product, ["unit_cost"], []), [
      "product.unit_cost: numeric = is not leakproof",
      "product.unit_cost: numeric <> is not leakproof",
    ]);
  });
});

test("no text is declared shorter than its column may be: what was kept is shown as documented", async () => {
  const checks = await execute(
    adminUrl,
    `select conrelid::regclass::text as name, pg_get_constraintdef(oid) as rule from pg_constraint
      where contype = 'c' and pg_get_constraintdef(oid) like '%length(%) <= %'`,
  );
  const found = checks.flatMap(({ name, rule }) =>
    [...String(rule).matchAll(/length\(\(?(\w+)\)?(?:::text)?\) <= (\d+)/g)].map(
      ([, column = "", most]) => [`${name}.${column}`, Number(most)] as const,
    ),
  );
  const kept = new Map(found);
  const texts = nouns.flatMap(({ table, fields }) =>
    Object.entries(fields).map(([name, { schema }]) => [`${table}.${name}`, longestIn(schema)] as const),
  );
  assert.ok(texts.filter(([place]) => kept.has(place)).length > 10);
  assert.deepEqual(
    texts.filter(([place, declared]) => declared !== undefined && declared < (kept.get(place) ?? 0)),
    [],
  );
});

/** Of a text, or of a text or null. */
function longestIn(schema: object): number | undefined {
  const { maxLength, anyOf } = schema as { maxLength?: number; anyOf?: { maxLength?: number }[] };
  return maxLength ?? anyOf?.find((one) => one.maxLength !== undefined)?.maxLength;
}

describe("foreign keys", () => {
  const uncovered = `
    select k.conrelid::regclass || ' ' || k.conname as name from pg_constraint k
     where k.contype = 'f' and not exists (
       select from pg_index i where i.indrelid = k.conrelid and i.indpred is null and i.indisvalid
          and (i.indkey::int2[])[0:least(cardinality(k.conkey), 2) - 1] <@ k.conkey)
     order by 1`;

  test("each has an index that begins with the organization and an id of it", async () => {
    const [count] = await execute(
      adminUrl,
      "select count(*)::int as keys from pg_constraint where contype = 'f'",
    );
    assert.ok(Number(count?.keys) > 15);
    assert.deepEqual(await execute(adminUrl, uncovered), []);
  });

  test("one without is noticed", async () => {
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query("begin; drop index contacts_by_customer");
    const { rows } = await admin.query(uncovered);
    await admin.query("rollback");
    await admin.end();
    assert.deepEqual(rows, [{ name: "contacts contacts_organization_id_customer_id_fkey" }]);
  });
});

describe("an object of which everything is null that may be", async () => {
  const organization = randomUUID();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const people = [randomUUID(), randomUUID()];
  await fillTables(owner, { organizations: [organization], people }, rowFixtures);
  await owner.end();
  const key = await t.keyFor(organization, "owner");

  // what a CHECK does not let be null together with the rest: a mail that waits has somebody to go to
  const tied: Record<string, string[]> = { mail: ["recipient"] };
  /** Whoever may read it; what is one human's is given to somebody who can log in. */
  const readerOf = async (
    { belongs, table }: Resource,
    lean: string,
  ): Promise<{ key: string; sees: string }> => {
    if (typeof belongs === "string" || !("person" in belongs)) return { key, sees: "true" };
    const { id, token } = await testPerson(t, { organization });
    const { person } = belongs;
    const given = `update ${table} set ${person} = $1 where id = (select id from ${table} where ${lean} limit 1)`;
    await execute(adminUrl, given, [id]);
    return { key: token, sees: `${person} = '${id}'` };
  };

  // a noun that is some rows of another has that one's fields
  for (const noun of nouns.filter(({ only }) => only === undefined)) {
    test(`is listed and read whole: ${noun.name}`, async () => {
      const nullable = Object.entries(noun.fields).filter(
        ([name, { optional }]) => optional && !tied[noun.name]?.includes(name),
      );
      const lean = nullable.map(([name]) => `${name} is null`).join(" and ") || "true";
      const reader = await readerOf(noun, lean);
      const rows = await execute(
        adminUrl,
        `select id, (${lean}) as lean from ${noun.table} where organization_id = $1 and ${reader.sees}`,
        [organization],
      );
      assert.ok(
        rows.some((row) => row.lean),
        "there is no such row",
      );

      const expand = Object.keys(noun.relations).join(",");
      const list = await t.ask("GET", `/v1/${noun.path}?limit=200${expand && `&expand=${expand}`}`, reader);
      assert.equal(list.status, 200, list.text);
      assert.deepEqual(
        new Set(list.json.data.map(({ id }: { id: string }) => id)),
        new Set(rows.map(({ id }) => id)),
      );
      const names = [
        ...Object.keys(noun.fields),
        ...Object.keys(noun.children),
        ...Object.keys(noun.relations),
      ];
      for (const listed of list.json.data) {
        assert.deepEqual(Object.keys(listed).sort(), names.sort());
        const path = `/v1/${noun.path}/${listed.id}${expand && `?expand=${expand}`}`;
        const got = await t.ask("GET", path, reader);
        assert.deepEqual(got.json, listed);
      }
    });
  }

  test("would be missed if one field that may be null were not declared so", async () => {
    const customer = registry.get("customer");
    const { tax_id: taxId, ...fields } = customer.fields;
    assert.ok(taxId);
    const careless = { ...customer, fields: { ...fields, tax_id: { ...taxId, optional: false } } };
    const everything = { permissions: new Set<string>(), scoped: false };
    const [lean] = await execute(
      adminUrl,
      "select id from customers where organization_id = $1 and tax_id is null",
      [organization],
    );
    const bodyOf = async (resource: Resource) =>
      (await execute(adminUrl, getText(registry, resource, plain, everything), [organization, lean?.id]))[0]
        ?.body;
    assert.equal(await bodyOf(careless), null);
    assert.match(String(await bodyOf(customer)), /"tax_id":null/);
  });
});

/** The operators of these fields that PostgreSQL would not trust before the row policy. */
async function leaks(noun: Resource, filter: string[], sort: string[]): Promise<string[]> {
  const complaints: string[] = [];
  const asked = [
    ...filter.map((field) => ({ field, operators: operatorsOf(noun, field) })),
    ...sort.map((field) => ({ field, operators: ["gt", "gte", "lt", "lte"] })),
  ];
  for (const { field, operators } of asked) {
    if (operators.includes("like")) {
      const [search] = await execute(adminUrl, "select to_regproc($1) as name", [
        `plinth.search_${noun.path}`,
      ]);
      if (search?.name == null) complaints.push(`${noun.name}.${field}: "like" has no search function`);
    }
    for (const sign of operators.flatMap((operator) => signs[operator] ?? [])) {
      const rows = await execute(
        adminUrl,
        `select coalesce(nullif(y.typbasetype, 0), y.oid)::regtype::text as type, p.proleakproof as leakproof
           from pg_attribute a join pg_type y on y.oid = a.atttypid
           join pg_operator o on o.oprname = $3 and o.oprleft = coalesce(nullif(y.typbasetype, 0), y.oid) and o.oprright = o.oprleft
           join pg_proc p on p.oid = o.oprcode
          where a.attrelid = $1::regclass and a.attname = $2`,
        [noun.table, field, sign],
      );
      const [operator] = rows;
      if (operator?.leakproof !== true)
        complaints.push(`${noun.name}.${field}: ${operator?.type} ${sign} is not leakproof`);
    }
  }
  return complaints;
}
