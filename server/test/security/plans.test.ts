/**
 * How PostgreSQL would serve every declared filter and sort: the real list statements, planned generically as they
 * are in production, on skewed data of several organizations. No list may read a whole table, and a list sorted by
 * one key must find that order in an index instead of sorting the organization.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { Client } from "pg";
import { declarations } from "#app";
import { testDatabase } from "#harness/postgres";
import { createContext } from "#platform/access";
import { type ListQuery, operatorsOf, parseListQuery, plain, type Resource } from "#platform/resource";
import { getText, listText } from "../../src/platform/resource/statements.ts";
import { crowd } from "./crowd.fixture.ts";

type Plan = { "Node Type": string; "Relation Name"?: string; Plans?: Plan[] };

const database = await testDatabase();
const organization = randomUUID();
const crowds = [organization, randomUUID(), randomUUID()] as const;
await crowd(database.adminUrl, crowds);
const app = new Client({ connectionString: database.appUrl });
await app.connect();
after(async () => {
  await app.end();
  await database.drop();
});

const { registry } = declarations();
const nouns = registry.resources.filter(({ path }) => path !== undefined);
const parts = nouns.flatMap(({ fields, children }) => [
  fields,
  ...Object.values(children).map((child) => child.fields),
]);
const hiding = parts.flatMap((fields) => Object.values(fields).flatMap(({ see }) => see ?? []));
const viewer = {
  permissions: new Set([...nouns.map(({ read }) => read), ...hiding]),
  scoped: false,
};
const context = createContext({
  organizationId: organization,
  actor: { kind: "member", id: organization, name: "A test" },
  permissions: viewer.permissions,
  scope: "all",
  requestId: "plans",
  door: "test",
});

for (const noun of nouns) {
  test(`no filter or sort reads the whole table: ${noun.name}`, async () => {
    const read: string[] = [];
    for (const asked of questions(noun)) {
      const plan = await planOf(listOf(noun, asked));
      if (nodes(plan).some((node) => isWholeTable(node, noun))) read.push(asked);
    }
    assert.deepEqual(read, []);
    const get = await planOf(getText(registry, noun, plain, viewer));
    assert.deepEqual(
      nodes(get).filter((node) => isWholeTable(node, noun)),
      [],
    );
  });

  test(`a list sorted by one key sorts nothing: ${noun.name}`, async () => {
    const sorted: string[] = [];
    for (const key of ["id", ...noun.sort].flatMap((name) => [name, `-${name}`])) {
      for (const after of [false, true]) {
        const plan = await planOf(listOf(noun, `sort=${key}`, after));
        // a unique key's own index has the order but for the id behind it: that sort is incremental and ends
        // with the page
        if (below(plan, "Limit").some((node) => node["Node Type"] === "Sort"))
          sorted.push(`${key} after ${after}`);
      }
    }
    assert.deepEqual(sorted, []);
  });
}

test("the look sees a whole table that is read, and an order that no index has", async () => {
  const customer = registry.get("customer");
  const byTaxId = { ...customer, filter: ["tax_id"], sort: ["tax_id"] };
  const plan = await planOf(listOf(byTaxId, "sort=tax_id"));
  assert.ok(below(plan, "Limit").some((node) => node["Node Type"] === "Sort"));
  const careless = await planOf(
    listOf(customer, ""),
    "set local enable_indexscan = off; set local enable_bitmapscan = off",
  );
  assert.ok(nodes(careless).some((node) => isWholeTable(node, customer)));
});

/** Query strings: everything that is declared, alone and with the default order. */
function questions(noun: Resource): string[] {
  const filters = noun.filter.flatMap((name) =>
    operatorsOf(noun, name).map((operator) => {
      const value = operator === "null" ? "true" : sampleOf(noun, name);
      return operator === "eq" ? `${name}=${value}` : `${name}[${operator}]=${value}`;
    }),
  );
  const several = noun.filter.map((name) => `${name}=${sampleOf(noun, name)},${sampleOf(noun, name)}`);
  const sorts = noun.sort.flatMap((name) => [`sort=${name}`, `sort=-${name}`]);
  const pairs = filters
    .filter((filter) => !filter.includes("["))
    .flatMap((filter) => sorts.map((sort) => `${filter}&${sort}`));
  return ["", ...filters, ...several, ...sorts, ...pairs, ...(noun.search.length > 0 ? ["q=needle"] : [])];
}

function sampleOf(noun: Resource, name: string): string {
  const example = noun.fields[name]?.example;
  return example === undefined ? "something" : String(example);
}

function listOf(noun: Resource, query: string, after = false): string {
  const parameters = new Map([...new URLSearchParams(query)]);
  const asked: ListQuery = parseListQuery(registry, noun, context, parameters);
  return listText(registry, noun, { ...asked, after: after ? asked.sort.map(() => "") : undefined }, viewer);
}

async function planOf(text: string, setting = ""): Promise<Plan> {
  await app.query(`begin; ${setting}`);
  try {
    await app.query("select plinth.set_context($1, $2, 'all')", [organization, `member:${organization}`]);
    const { rows } = await app.query(`explain (generic_plan, format json) ${text}`);
    return rows[0]["QUERY PLAN"][0].Plan;
  } finally {
    await app.query("rollback");
  }
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

/** The nodes under those of a type. */
function below(plan: Plan, type: string): Plan[] {
  return nodes(plan).flatMap((node) => (node["Node Type"] === type ? (node.Plans ?? []).flatMap(nodes) : []));
}

/** Plans name relations without their schema. */
function isWholeTable(node: Plan, { table }: Resource): boolean {
  return node["Node Type"] === "Seq Scan" && node["Relation Name"] === table.replace(/^plinth\./, "");
}
