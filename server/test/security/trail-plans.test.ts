/**
 * How PostgreSQL would serve the trail: the real statements, planned generically as in production, on the trails of
 * several organizations. No filter reads a whole table, and none but a look at one request sorts what it finds.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { Client } from "pg";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { trusted } from "#platform/db";
import { inOrder, pageOfEntries, pending, sealed } from "../../src/platform/doors/audit/entries-statement.ts";
import { columns, type Filter, filterNames, parseFilters } from "../../src/platform/doors/audit/filters.ts";
import { shownChanges } from "../../src/platform/doors/audit/shown-changes.ts";

type Plan = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string; Plans?: Plan[] };

const database = await testDatabase();
const organization = randomUUID();
for (const [one, rows] of [
  [organization, 40_000],
  [randomUUID(), 15_000],
] as const)
  await execute(
    database.adminUrl,
    `insert into plinth.audit_trail (organization_id, seq, id, actor, people, action, subject_type, subject_id, changes, request_id, door, occurred_at)
     select $1, n, gen_random_uuid(), 'member:' || (n % 50), '{}', 'things.verb_' || (n % 40), 'thing', md5((n % 9000)::text)::uuid,
            '{}', 'request ' || n / 2, 'rest', timestamptz '2026-01-01Z' + n * interval '1 second'
       from generate_series(1, $2::int) n`,
    [one, rows],
  );
await execute(database.adminUrl, "analyze plinth.audit_trail");

const app = new Client({ connectionString: database.appUrl });
await app.connect();
after(async () => {
  await app.end();
  await database.drop();
});

const examples: Record<string, string> = {
  actor: "member:1",
  action: "things.verb_1",
  subject_id: randomUUID(),
  request_id: "request 1",
  occurred_at: "2026-01-01T05:00:00Z",
  subject_type: "thing",
  on_behalf_of: randomUUID(),
  door: "rest",
};
const cursors = [undefined, randomUUID()];

for (const name of ["", ...filterNames.filter((one) => columns[/^\w+/.exec(one)?.[0] ?? ""]?.alone)]) {
  test(`the trail by ${name || "nothing"} uses an index, and its order`, async () => {
    for (const after of cursors) {
      const filters = name === "" ? [] : filtersOf(name);
      const plan = await planOf(filters, after);
      const nodes = all(plan);
      assert.ok(!nodes.some((node) => node["Node Type"] === "Seq Scan"), JSON.stringify(plan));
      assert.ok(nodes.some((node) => /^audit_trail_/.test(node["Index Name"] ?? "")));
      if (name !== "request_id")
        assert.ok(
          !nodes.some((node) => /Sort/.test(node["Node Type"])),
          `${name} sorts: ${JSON.stringify(plan)}`,
        );
    }
  });
}

test("an object's history uses the object's own index, and its order", async () => {
  const filters = [...filtersOf("subject_id"), ...filtersOf("subject_type", "subject_id")];
  for (const after of cursors) {
    const nodes = all(await planOf(filters, after));
    assert.ok(nodes.some((node) => node["Index Name"] === "audit_trail_by_subject"));
    assert.ok(!nodes.some((node) => /Sort/.test(node["Node Type"])));
  }
});

test("pages and exports say the order of what they answer, and are not sorted for it once more", async () => {
  const changes = shownChanges(organization, { personal: true, subjects: ["customer"], fields: [] });
  for (const filters of [[], filtersOf("actor"), filtersOf("occurred_at[gte]")]) {
    const wanted = { organizationId: organization, filters, after: undefined };
    for (const entries of [
      pageOfEntries({ ...wanted, limit: 26 }),
      pending({ ...wanted, limit: undefined }),
      sealed({ ...wanted, limit: undefined }),
    ]) {
      const { text } = inOrder(trusted("e.id, shown.changes"), entries, changes);
      assert.ok(text.endsWith(`order by ${entries.order.text}`), text);
      const plan = await explained(text);
      assert.equal(plan["Node Type"], "Nested Loop", JSON.stringify(plan));
    }
  }
});

test("the look sees a trail that is read whole, and one that is sorted", async () => {
  const careless = await planOf(
    filtersOf("actor"),
    undefined,
    "set local enable_indexscan = off; set local enable_bitmapscan = off",
  );
  assert.ok(all(careless).some((node) => node["Node Type"] === "Seq Scan"));
  assert.ok(all(careless).some((node) => /Sort/.test(node["Node Type"])));
});

/** What the query string says, beside what it must stand with. */
function filtersOf(name: string, beside?: string): Filter[] {
  const given = new Map(
    [name, ...(beside === undefined ? [] : [beside])].map((one) => [
      one,
      examples[/^\w+/.exec(one)?.[0] ?? ""] ?? "",
    ]),
  );
  const names = { nouns: new Set(["thing"]), groups: new Set(["things"]) };
  return parseFilters(given, names).filter(({ column }) => beside === undefined || column !== beside);
}

async function planOf(filters: Filter[], after: string | undefined, setting = ""): Promise<Plan> {
  const wanted = { organizationId: organization, filters, after, limit: 26 };
  assert.ok(pageOfEntries(wanted).rows.text.includes("union all"));
  return explained(sealed(wanted).rows.text, setting);
}

async function explained(text: string, setting = ""): Promise<Plan> {
  await app.query(`begin; ${setting}`);
  try {
    await app.query("select plinth.set_context($1, $2, 'all')", [organization, `member:${organization}`]);
    const { rows } = await app.query(`explain (generic_plan, format json) ${text}`);
    return rows[0]["QUERY PLAN"][0].Plan;
  } finally {
    await app.query("rollback");
  }
}

function all(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(all)];
}
