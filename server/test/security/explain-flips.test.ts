/**
 * What is explained is what happens, for random actors, deeds and objects: the verdict is that of the request itself,
 * and giving exactly what an explanation names makes the request succeed.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Answer, testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { shopOf } from "#harness/shop";
import { until } from "#harness/until";
import { createKey } from "#modules/identity";
import { systemContext } from "#modules/organizations";

const t = await testApp();
const { adminUrl } = t.database;
const { id: organization, key } = await t.tenant();
await choose(t, organization, { "orders.second_person_confirms": true, "orders.buyers_may_cancel": false });
const s = shopOf(t, organization, key);
const [ada, bob] = [await testPerson(t, { organization }), await testPerson(t, { organization })];
const customers = [await s.customer(), await s.customer(), await s.customer()] as const;
const product = await s.product();
await s.receive(product, 10_000);

const permissions = [
  "orders:read",
  "orders:confirm",
  "orders:cancel",
  "customers:read",
  "customers:write",
  "products:read",
  "products:write",
  "members:read",
  "events:read",
  "history:read",
  "audit:read",
];
/** Deeds with the noun of their object; changes are tried out, so that none spoils another's case. */
const deeds = {
  "orders.list": "",
  "orders.get": "order",
  "orders.history": "order",
  "orders.confirm": "order",
  "orders.cancel": "order",
  "customers.list": "",
  "customers.get": "customer",
  "customers.update": "customer",
  "customers.create": "",
  "contacts.update": "contact",
  "products.update": "product",
  "products.create": "",
  "members.list": "",
  "members.get": "member",
  "events.list": "",
  "audit_entries.list": "",
} as const;

type Objects = Record<"order" | "customer" | "contact" | "product" | "member", string>;
/** By customer; the orders of the first two were placed by Ada, the last by Bob. */
const objects: Objects[] = [];
for (const [i, customer] of customers.entries()) {
  const placer = i < 2 ? ada : bob;
  const lines = [{ product_id: product, quantity: 1 }];
  const placed = await placer.ask("POST", "/v1/orders", {
    body: { customer_id: customer, currency: "EUR", lines },
  });
  const contact = await s.make("/v1/contacts", { customer_id: customer, name: "Maria" });
  objects.push({ order: placed.json.id, customer, contact, product, member: bob.id });
}

type Wish = {
  kind: "member" | "key" | "buyer";
  held: string[];
  seen: number[] | null;
  deed: keyof typeof deeds;
  of: number;
  adas: boolean;
};
const wishes = fc.record<Wish>({
  kind: fc.constantFrom("member", "key", "key", "buyer"),
  held: fc.subarray(permissions),
  seen: fc.option(fc.subarray([0, 1, 2], { minLength: 1 }), { freq: 2 }),
  deed: fc.constantFrom(...(Object.keys(deeds) as (keyof typeof deeds)[])),
  of: fc.integer({ min: 0, max: 2 }),
  adas: fc.boolean(),
});
const buyer = await buyerFor(t, s, customers[0]);

type Actor = { name: string; credential: string; role: string | null };
let made = 0;

/** With a role of its own, so that it can be given something without anybody else getting it. */
async function actorOf({ kind, held, seen, adas }: Wish): Promise<Actor> {
  if (kind === "buyer") return { name: `buyer:${buyer.id}`, credential: buyer.token, role: null };
  const role = `case_${++made}`;
  const theirs = seen?.flatMap((i) => customers[i] ?? []) ?? null;
  const scope = kind === "member" && theirs !== null ? "assigned" : "all";
  await execute(
    adminUrl,
    "insert into roles (organization_id, name, scope, permissions, fixed) values ($1, $2, $3, $4, false)",
    [organization, role, scope, held],
  );
  if (kind === "member") {
    const person = await testPerson(t, { organization, role });
    await execute(
      adminUrl,
      `insert into customer_assignments (organization_id, member_id, customer_id)
       select $1, $2, unnest($3::uuid[])`,
      [organization, person.id, theirs ?? []],
    );
    return { name: `member:${person.id}`, credential: person.token, role };
  }
  const wanted = { name: role, role, scopes: null, customerScope: theirs, expiresAt: null };
  const { id, secret } = await t.app.database.transaction(systemContext(organization, "test"), (tx) =>
    createKey(tx, wanted),
  );
  if (adas) await execute(adminUrl, "update api_keys set people = $2 where id = $1", [id, [ada.id]]);
  return { name: `api_key:${id}`, credential: secret, role };
}

function request(deed: Wish["deed"], id: string, credential: string): Promise<Answer> {
  const [plural, verb] = deed.split(".");
  const path = `/v1/${plural}`;
  const ask = (method: string, at: string, body?: object) =>
    t.ask(method, at, { key: credential, headers: { "if-match": "*" }, ...(body && { body }) });
  if (verb === "list") return ask("GET", path);
  if (verb === "get") return ask("GET", `${path}/${id}`);
  if (verb === "history") return ask("GET", `${path}/${id}/history`);
  if (verb === "update") return ask("PATCH", `${path}/${id}?dry_run=true`, { name: "Another" });
  if (verb === "confirm" || verb === "cancel") return ask("POST", `${path}/${id}/${verb}?dry_run=true`);
  const own = plural === "customers" ? { country: "DE", currency: "EUR" } : { sku: `S-${++made}` };
  return ask("POST", `${path}?dry_run=true`, { name: "New", ...own });
}

type Grant = Record<string, unknown> & { to?: string };

/**
 * Gives it by hand, as an administrator would with several requests.
 * @param holder the person who rotates a key that nobody is known to hold
 */
async function give(actor: Actor, grant: Grant, holder: string): Promise<void> {
  const id = actor.name.split(":")[1];
  const [{ customer_id } = { customer_id: undefined }] = [
    grant.customer_assignment as { customer_id?: string } | undefined,
  ].filter((one) => one !== undefined);
  const statement: [string, unknown[]] =
    grant.permission !== undefined
      ? [
          "update roles set permissions = permissions || $2::text where name = $1",
          [actor.role, grant.permission],
        ]
      : grant.known_person === true
        ? ["update api_keys set people = array[$2::uuid] where id = $1", [id, holder]]
        : customer_id !== undefined
          ? [
              "insert into customer_assignments (organization_id, member_id, customer_id) values ($1, $2, $3)",
              [organization, id, customer_id],
            ]
          : grant.customer_scope !== undefined
            ? [
                "update api_keys set customer_scope = customer_scope || $2::uuid[] where id = $1",
                [id, grant.customer_scope],
              ]
            : grant.whole_organization === true && actor.name.startsWith("api_key:")
              ? ["update api_keys set customer_scope = null where id = $1", [id]]
              : grant.whole_organization === true
                ? ["update roles set scope = 'all' where name = $1", [actor.role]]
                : assert.fail(`nobody knows how to give ${JSON.stringify(grant)}`);
  await execute(adminUrl, ...statement);
  await execute(adminUrl, "insert into plinth.revocations (organization_id, subject_id) values ($1, $2)", [
    organization,
    id,
  ]);
}

const explained = async (actor: Actor, { deed, of }: Wish) => {
  const noun = deeds[deed];
  const asked = new URLSearchParams({ action: deed, actor: actor.name });
  if (noun !== "") asked.set("object", objects[of]?.[noun] ?? "");
  const { status, text, json } = await s.get(`/v1/access/explain?${asked}`);
  assert.equal(status, 200, text);
  return json as { allowed: boolean; decided_by: { rule: string } | null; grants: Grant[] };
};
const asked = (credential: string, { deed, of }: Wish) => {
  const noun = deeds[deed];
  return request(deed, noun === "" ? "" : (objects[of]?.[noun] ?? ""), credential);
};

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`what is explained is what happens, and what it names is what is missing (SEED=${seed})`, async () => {
  const met = new Set<string>();
  const refused: { actor: Actor; wish: Wish; grants: Grant[] }[] = [];
  for (const wish of fc.sample(wishes, { numRuns: 150, seed })) {
    const actor = await actorOf(wish);
    const words = JSON.stringify({ seed, wish });
    const { allowed, decided_by, grants } = await explained(actor, wish);
    const answer = await asked(actor.credential, wish);
    assert.equal(answer.status < 300, allowed, `${words} ${JSON.stringify(decided_by)} ${answer.text}`);
    if (!allowed) assert.ok([403, 404].includes(answer.status), `${words} ${answer.text}`);
    met.add(decided_by?.rule ?? "allowed");
    if (!allowed && grants.length > 0) refused.push({ actor, wish, grants });
  }
  assert.deepEqual(
    [...met].sort(),
    ["allowed", "object", "permission", "policy", "scope", "separation_of_duties"].filter((rule) =>
      met.has(rule),
    ),
  );
  assert.ok(
    met.size >= 4 && refused.length > 20,
    `too little was met: ${[...met]}, ${refused.length} refused`,
  );

  const other = ({ of }: Wish) => (of < 2 ? bob : ada); // than who placed the order
  for (const { actor, wish, grants } of refused)
    for (const grant of grants) if (grant.another_person !== true) await give(actor, grant, other(wish).id);
  for (const { actor, wish, grants } of refused) {
    const another = grants.some(({ another_person }) => another_person === true);
    const words = JSON.stringify({ seed, wish, grants });
    // the other person of the test holds everything
    const credential = another ? other(wish).token : actor.credential;
    let answer = await asked(credential, wish);
    await until(`the grants to be felt: ${words} ${answer.text}`, async () => {
      answer = await asked(credential, wish);
      return answer.status < 300;
    });
    if (!another) assert.equal((await explained(actor, wish)).allowed, true, words);
  }
});
