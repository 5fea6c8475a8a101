/**
 * Row Level Security as it stands in the catalog and as it is felt: every table, both organizations, both humans, and
 * then every single policy taken away or opened, to see that nobody could do so unnoticed.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import { Client } from "pg";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { rowFixtures } from "#harness/row-fixtures";
import { fillTables } from "#harness/tenant-rows";
import { filters } from "./definer-functions.fixture.ts";
import {
  contextComplaints,
  humanComplaints,
  nobodysComplaints,
  ownerComplaints,
  personalComplaints,
  scopeComplaints,
  serviceComplaints,
} from "./table-walls.fixture.ts";
import {
  belonging,
  dropboxes,
  internals,
  type Owners,
  ofActors,
  ofPeople,
  type WalledTable,
  walledTables,
} from "./walled-tables.fixture.ts";

const database = await testDatabase();
const admin = new Client({ connectionString: database.adminUrl });
await admin.connect();
after(async () => {
  await admin.end();
  await database.drop();
});
const owners = await fill();
const tables = await walledTables(admin);

describe("the catalog", () => {
  test("every table has Row Level Security enabled and forced", async () => {
    assert.ok(tables.length > 20, `only ${tables.length} tables`);
    assert.deepEqual(await unguarded(), []);
    await planted("alter table customers no force row level security", async () => {
      assert.deepEqual(await unguarded(), ["customers"]);
    });
    await planted("create table plinth.careless (organization_id uuid)", async () => {
      assert.deepEqual(await unguarded(), ["plinth.careless"]);
    });
  });

  test("policies speak to the three roles by name, never to everybody", async () => {
    assert.deepEqual(await strangePolicies(), []);
    await planted("create policy welcome on customers using (true)", async () => {
      assert.deepEqual(await strangePolicies(), ["customers welcome"]);
    });
  });

  test("only plinth_meta lies outside of the walls, and plinth_app cannot write there", async () => {
    const outside = await execute(
      database.adminUrl,
      `select n.nspname as schema, bool_or(has_table_privilege('plinth_app', c.oid, 'insert, update, delete')) as open
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('public', 'plinth', 'information_schema')
        group by 1`,
    );
    assert.deepEqual(outside, [{ schema: "plinth_meta", open: false }]);
  });

  test("what is no organization's is listed, and what is listed is there", () => {
    const listed = [ofPeople, dropboxes, internals, belonging].flatMap((list) => Object.keys(list));
    const named = new Set(tables.map(({ name }) => name));
    assert.deepEqual(
      [...listed, ...Object.keys(ofActors)].filter((name) => !named.has(name)),
      [],
    );
    assert.equal(new Set(listed).size, listed.length);
    const unlisted = tables.filter(
      ({ name, owner }) => owner !== "organization_id" && !listed.includes(name),
    );
    assert.deepEqual(unlisted, []);
  });

  test("no view shows its owner's rows", async () => {
    const views = `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('v', 'm') and n.nspname in ('public', 'plinth')
                      and not coalesce(c.reloptions @> '{security_invoker=true}', false)`;
    assert.deepEqual((await admin.query(views)).rows, []);
    await planted("create view every_customer as select * from customers", async () => {
      assert.equal((await admin.query(views)).rowCount, 1);
    });
  });
});

describe("plinth_app", () => {
  test("reads and writes for an organization or a human what is theirs and nothing of another, in every table", async () => {
    assert.deepEqual(await complaintsOf(ownerComplaints), []);
  });

  test("shows a human's rows to nobody but the human: not to them as a member, not to a program, not to the public", async () => {
    assert.deepEqual(await complaintsOf(humanComplaints), []);
    const mistaken = `create or replace function plinth.actor_user() returns uuid language sql stable parallel safe as
                      $$ select substring(plinth.actor() from '^(?:user|member):(.+)$')::uuid $$`;
    await planted(mistaken, async () => {
      const complaints = (
        await Promise.all(tables.map((table) => humanComplaints(admin, table, owners)))
      ).flat();
      assert.match(complaints.join("\n"), /passwords: member:\S+ touches 1 rows by select/);
    });
  });

  test("shows what is one human's in an organization to them as its member or buyer, and to nobody else", async () => {
    assert.deepEqual(await complaintsOf(personalComplaints), []);
    const unnamed =
      "alter policy app_reads on plinth.notifications using (organization_id = (select plinth.organization()))";
    await planted(unnamed, async () => {
      const complaints = (
        await Promise.all(tables.map((table) => personalComplaints(admin, table, owners)))
      ).flat();
      assert.match(complaints.join("\n"), /notifications: member:\S+ touches 2 rows by select and not 0/);
    });
  });

  test("adds to a dropbox and reads nothing of it, and does not touch what is internal", async () => {
    assert.deepEqual(await complaintsOf(nobodysComplaints), []);
  });

  test("is refused with PL001 where the context, its organization, its actor or its scope is missing", async () => {
    assert.deepEqual(await complaintsOf(contextComplaints), []);
  });

  test("sees under a scope only what belongs to the customer, and nothing of what is hidden", async () => {
    assert.deepEqual(await complaintsOf(scopeComplaints), []);
  });
});

test("the owner and the system reach the rows of everybody", async () => {
  assert.deepEqual(await complaintsOf(serviceComplaints), []);
});

test("dropping or opening any one policy is noticed", async () => {
  // a policy for a right that was taken back is never asked, so that nothing depends on it
  const { rows: policies } = await admin.query<{ name: string; table: string; opens: string | null }>(`
    select p.polname as name, p.polrelid::regclass::text as table,
           case when coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') = 'true'
                 and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'true') = 'true' then null
                else case when p.polcmd <> 'a' then ' using (true)' else '' end
                  || case when p.polcmd in ('a', 'w', '*') then ' with check (true)' else '' end end as opens
      from pg_policy p
     where p.polcmd = '*' or has_table_privilege('plinth_app', p.polrelid,
             case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end)
     order by 2, 1`);
  assert.ok(policies.length > 120, `only ${policies.length} policies`);

  const unnoticed: string[] = [];
  for (const { name, table, opens } of policies) {
    const walled = tables.find((candidate) => candidate.name === table);
    assert.ok(walled, table);
    const mutations = [
      `drop policy ${name} on ${table}`,
      ...(opens === null ? [] : [`alter policy ${name} on ${table}${opens}`]),
    ];
    for (const mutation of mutations) {
      await planted(mutation, async () => {
        if ((await everyComplaint(walled)).length === 0) unnoticed.push(mutation);
      });
    }
  }
  assert.deepEqual(unnoticed, []);
});

describe("functions with rights of their own", () => {
  const functions = `
    select p.oid::regprocedure::text as name, p.proowner::regrole::text as owner, p.prosrc as source,
           coalesce(p.proconfig::text, '') as config,
           exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as public
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname in ('public', 'plinth') order by 1`;

  test("belong to plinth_system, fix their search path, are not for everybody, and filter by what is written down here", async () => {
    const { rows } = await admin.query(functions);
    assert.deepEqual(rows.map(({ name }) => name).sort(), Object.keys(filters).sort());
    for (const { name, owner, source, config, public: everybody } of rows) {
      assert.equal(owner, "plinth_system", name);
      assert.match(config, /^\{"search_path=(\\"\\"|public, pg_temp)"\}$/, name);
      assert.match(source, filters[name]?.by ?? /nothing/, name);
      assert.equal(everybody, false, `${name} may be called by everybody`);
    }
  });

  test("a search finds what is one's own and nothing of another organization", async () => {
    const { rows } = await admin.query<{ name: string }>(
      "select proname as name from pg_proc where pronamespace = 'plinth'::regnamespace and proname like 'search\\_%'",
    );
    for (const { name } of rows) {
      const table = name.replace("search_", "");
      await planted("set local role plinth_app", async () => {
        await admin.query("select plinth.set_context($1, $2, 'all')", [owners.own, owners.actor]);
        const { rows: columns } = await admin.query(
          "select array_agg(attname::text) as names from pg_attribute where attrelid = $1::regclass and attnum > 0",
          [table],
        );
        const found = await admin.query(`select plinth.${name}('%', $1) as id`, [columns[0]?.names]);
        const { rows: mine } = await admin.query(`select id from ${table}`);
        assert.ok(mine.length > 0);
        assert.deepEqual(found.rows.map(({ id }) => id).sort(), mine.map(({ id }) => id).sort(), name);
      });
      await assert.rejects(execute(database.appUrl, `select plinth.${name}('%', '{name}')`), {
        code: "PL001",
      });
    }
  });

  test("plinth_app can neither make policies nor move the feed", async () => {
    for (const call of [
      "call plinth.protect('customers')",
      "select plinth.relay()",
      "call plinth.serve_as_system('plinth.now()')",
    ])
      await assert.rejects(execute(database.appUrl, call), { code: "42501" }, call);
  });
});

async function fill(): Promise<Owners> {
  const [own, other, human, anotherHuman] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const actor = `member:${own}`; // the rows of a table that asks for the actor are written by this one
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await fillTables(owner, { organizations: [own, other], people: [human, anotherHuman] }, rowFixtures);
  await owner.end();
  const [customer] = await execute(
    database.adminUrl,
    "select customer_id as id from orders where organization_id = $1 order by 1 limit 1",
    [own],
  );
  return { own, other, actor, customer: String(customer?.id), human, anotherHuman };
}

type Check = (client: Client, table: WalledTable, owners: Owners) => Promise<string[]>;

async function complaintsOf(check: Check): Promise<string[]> {
  const complaints: string[] = [];
  await planted("select", async () => {
    for (const table of tables) complaints.push(...(await check(admin, table, owners)));
  });
  return complaints;
}

async function everyComplaint(table: WalledTable): Promise<string[]> {
  const checks: Check[] = [
    ownerComplaints,
    humanComplaints,
    personalComplaints,
    nobodysComplaints,
    scopeComplaints,
    serviceComplaints,
    contextComplaints,
  ];
  for (const check of checks) {
    const complaints = await check(admin, table, owners);
    if (complaints.length > 0) return complaints;
  }
  return [];
}

/** With one change to the database, which is taken back. */
async function planted(change: string, look: () => Promise<void>): Promise<void> {
  await admin.query("begin");
  try {
    await admin.query(change);
    await look();
  } finally {
    await admin.query("rollback");
  }
}

async function unguarded(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('public', 'plinth')
       and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`);
  return rows.map(({ name }) => name);
}

async function strangePolicies(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(`
    select p.polrelid::regclass || ' ' || p.polname as name from pg_policy p
     where exists (select from unnest(p.polroles) r
                    where r = 0 or r::regrole::text not in ('plinth_app', 'plinth_owner', 'plinth_system')) order by 1`);
  return rows.map(({ name }) => name);
}
