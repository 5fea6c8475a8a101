/** Everybody who may ask: each fixed role as a person or a program, and those whose role, key or scope is narrower. */
import assert from "node:assert/strict";
import type { TestApp } from "#harness/app";
import { execute } from "#harness/execute";
import { loggedIn, testPerson } from "#harness/people";
import { permissions } from "#platform/access";
import { type FixedRole, fixedRoles, permissionsOfFixed } from "../../src/modules/organizations/roles.ts";
import type { Population } from "./population.fixture.ts";

export type TestActor = {
  name: string;
  /** A credential of theirs. */
  key: string;
  /** What the declarations say that they hold. */
  permissions: ReadonlySet<string>;
  /** Sees one customer, that of the population, and no other. */
  scoped: boolean;
  /** Of a human with a session, who has things of their own. */
  userId: string | undefined;
};

/** @param own of an organization; who sees one customer only sees this population's */
export async function actorsOf(t: TestApp, own: Population): Promise<TestActor[]> {
  const { organization, key } = own;
  const customer = own.idOf("customer");
  const keyOf = async (body: object): Promise<string> => {
    const made = await t.ask("POST", "/v1/api_keys", { key, body: { name: "An actor", ...body } });
    assert.equal(made.status, 201, made.text);
    return made.json.key;
  };
  const account = await t.ask("POST", "/v1/service_accounts", {
    key,
    body: { name: `Account of ${customer}`, role: "integration" },
  });
  assert.equal(account.status, 201, account.text);

  const staff = fixedRoles.filter((role) => role !== "buyer" && role !== "integration");
  const people = await Promise.all(
    staff.map(async (role) => {
      const { id, token } = await testPerson(t, { organization, role });
      return actor(role, token, permissionsOfFixed(role), { userId: id });
    }),
  );
  const narrow = ["customers:read", "orders:read", "orders:cancel"];
  const actors = [
    ...people,
    await buyer(t, own),
    await assigned(t, own),
    actor(
      "service account: integration",
      await keyOf({ role: "integration", service_account_id: account.json.id }),
      permissionsOfFixed("integration"),
    ),
    actor("key: owner", key, permissionsOfFixed("owner")),
    actor("key: admin, narrowed by scopes", await keyOf({ role: "admin", scopes: narrow }), narrow),
    actor(
      "key: admin of one customer",
      await keyOf({ role: "admin", customer_scope: [customer] }),
      permissionsOfFixed("admin"),
      { scoped: true },
    ),
    actor(
      "key: buyer",
      await keyOf({ role: "buyer", customer_scope: [customer] }),
      permissionsOfFixed("buyer"),
      { scoped: true },
    ),
  ];
  await leaveUseUnwritten(t);
  return actors;
}

/** When a credential was used last is written some seconds later: no two answers that are compared may lie around that. */
async function leaveUseUnwritten({ database: { adminUrl } }: TestApp): Promise<void> {
  await execute(adminUrl, "update api_keys set last_used_at = plinth.now() + interval '1 day'");
  await execute(adminUrl, "update sessions set last_seen_at = plinth.now() + interval '1 day'");
}

function actor(
  name: string,
  key: string,
  held: readonly string[],
  { scoped = false, userId }: Partial<TestActor> = {},
): TestActor {
  return { name, key, permissions: new Set(held), scoped, userId };
}

/** A contact of the customer who can log in. */
async function buyer(t: TestApp, { organization, idOf }: Population): Promise<TestActor> {
  const { id, email } = await testPerson(t);
  const contact = crypto.randomUUID();
  const { adminUrl } = t.database;
  await execute(
    adminUrl,
    "insert into contacts (organization_id, id, customer_id, name, email) values ($1, $2, $3, 'Maria Anders', $4)",
    [organization, contact, idOf("customer"), email],
  );
  await execute(
    adminUrl,
    "insert into buyers (organization_id, id, contact_id, customer_id, name, email) values ($1, $2, $3, $4, 'Maria Anders', $5)",
    [organization, id, contact, idOf("customer"), email],
  );
  const role: FixedRole = "buyer";
  const { token } = await loggedIn(t, email);
  return actor(role, token, permissionsOfFixed(role), { scoped: true, userId: id });
}

/** A member who looks after one customer, and may do there whatever a role can allow that is no owner's. */
async function assigned(t: TestApp, { organization, key, idOf }: Population): Promise<TestActor> {
  const everything = permissions()
    .map(({ name }) => name)
    .filter((name) => name !== "organizations:own");
  const name = `district_${crypto.randomUUID().slice(0, 8)}`;
  const made = await t.ask("POST", "/v1/roles", {
    key,
    body: { name, permissions: everything, scope: "assigned" },
  });
  assert.equal(made.status, 201, made.text);
  const { id, email } = await testPerson(t, { organization, role: name });
  await execute(
    t.database.adminUrl,
    "insert into customer_assignments (organization_id, member_id, customer_id) values ($1, $2, $3)",
    [organization, id, idOf("customer")],
  );
  const { token } = await loggedIn(t, email);
  return actor("custom role, assigned customers", token, everything, { scoped: true, userId: id });
}
