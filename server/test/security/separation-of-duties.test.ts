/**
 * Whoever placed an order does not confirm it, where their organization has chosen so: with no session, no key of
 * theirs, and no program whose secret they have seen.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shopOf } from "#harness/shop";
import { findSystemContext } from "#modules/organizations";
import { confirmOrder } from "../../src/modules/orders/actions/confirm-order.ts";

const t = await testApp();
const { adminUrl } = t.database;
const { id: organization, key } = await t.tenant();
await choose(t, organization, { "orders.second_person_confirms": true });
const s = shopOf(t, organization, key);
const customer = await s.customer();
const product = await s.product();
await s.receive(product, 10_000);
// both may make keys and service accounts
const ada = await testPerson(t, { organization, role: "admin", name: "Ada" });
const bob = await testPerson(t, { organization, role: "admin", name: "Bob" });
let made = 0;

/** Places as whoever holds the credential. @returns the order's id */
async function placedWith(credential: string, path = "/v1/orders", more: object = {}): Promise<string> {
  const lines = [{ product_id: product, quantity: 1, unit_price: "3" }];
  const body = { customer_id: customer, currency: "EUR", lines, ...more };
  const answer = await t.ask("POST", path, { key: credential, body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

const confirm = (id: string, credential: string, query = "", headers: Record<string, string> = {}) =>
  t.ask("POST", `/v1/orders/${id}/confirm${query}`, { key: credential, headers });

async function refusedAs(id: string, credential: string): Promise<void> {
  assertProblem(await leavesNoTrace(adminUrl, () => confirm(id, credential)), 403, "separation_of_duties");
}

async function allowed(id: string, credential: string): Promise<void> {
  const answer = await confirm(id, credential);
  assert.equal(answer.status, 200, answer.text);
}

async function shownSecret(who: string, path: string, body: object): Promise<{ id: string; key: string }> {
  const { status, text, json } = await t.ask("POST", path, { key: who, body });
  assert.ok(status < 300, text);
  return json;
}

const account = async (by: TestPerson, role = "admin"): Promise<string> =>
  (await by.ask("POST", "/v1/service_accounts", { body: { name: `program ${++made}`, role } })).json.id;
const keyOf = (who: string, serviceAccount: string) =>
  shownSecret(who, "/v1/api_keys", { name: `k ${++made}`, service_account_id: serviceAccount });
const ownKey = async (who: TestPerson) =>
  (await shownSecret(who.token, "/v1/api_keys", { name: `k ${++made}`, role: "admin" })).key;

describe("403: whoever placed it does not confirm it", () => {
  test("with the same session, nor with a key of their own; somebody else does", async () => {
    const order = await placedWith(ada.token);
    await refusedAs(order, ada.token);
    await refusedAs(order, await ownKey(ada));
    await allowed(order, bob.token);
  });

  test("having placed it with a key of their own, they do not with their session", async () => {
    const order = await placedWith(await ownKey(ada));
    await refusedAs(order, ada.token);
    await allowed(order, await ownKey(bob));
  });

  test("through a service account whose key they were shown; with a key that only another saw it is", async () => {
    const order = await placedWith(ada.token);
    const program = await account(bob);
    await refusedAs(order, (await keyOf(ada.token, program)).key);
    await allowed(order, (await keyOf(bob.token, program)).key);
  });

  test("that a program of theirs placed, they do not confirm; who never saw its secret does", async () => {
    const program = await keyOf(ada.token, await account(ada));
    const order = await placedWith(program.key);
    await refusedAs(order, ada.token);
    await allowed(order, bob.token);
  });

  test("through a chain of keys that made each other", async () => {
    const order = await placedWith(ada.token);
    const first = await keyOf(ada.token, await account(ada));
    const second = await shownSecret(first.key, "/v1/api_keys", { name: "second", role: "admin" });
    const third = await shownSecret(second.key, "/v1/api_keys", { name: "third", role: "sales" });
    await refusedAs(order, third.key);
  });

  test("with a key that another made and they rotated; nor does the other, who knew the secret before", async () => {
    const program = await keyOf(bob.token, await account(bob));
    const [byAda, byBob] = [await placedWith(ada.token), await placedWith(bob.token)];
    await allowed(byAda, program.key);
    const again = await placedWith(ada.token);
    const rotated = await shownSecret(ada.token, `/v1/api_keys/${program.id}/rotate`, {});
    await refusedAs(again, rotated.key);
    await refusedAs(byBob, rotated.key);
    await refusedAs(again, program.key); // the one before is still good, and the same key
  });

  test("an order of the past counts as placed by whoever recorded it", async () => {
    const past = { number: `OLD-${++made}`, status: "placed", placed_at: "2026-01-01T00:00:00Z" };
    const order = await placedWith(ada.token, "/v1/orders/record", past);
    await refusedAs(order, ada.token);
    await allowed(order, bob.token);
  });
});

describe("a program that no human is known of", () => {
  const unknown = () => t.keyFor(organization, "owner");

  test("403: confirms nothing, whoever placed it: it may be theirs; people confirm what it placed", async () => {
    const [one, other] = [await unknown(), await unknown()];
    const order = await placedWith(one);
    for (const anybodys of [one, other]) await refusedAs(order, anybodys);
    await refusedAs(await placedWith(ada.token), one);
    await allowed(order, ada.token);
    const answer = await confirm(await placedWith(one), other);
    assert.match(
      answer.json.detail,
      /nobody can say who holds this key.*Use a session, or let a person rotate the key/,
    );
    assert.deepEqual(
      [answer.json.decided_by, answer.json.grants],
      [{ rule: "separation_of_duties" }, [{ known_person: true }]],
    );
  });

  test("403: nor does a key that it made, or that was made beside it", async () => {
    const first = await unknown();
    const [child, sibling] = [
      await shownSecret(first, "/v1/api_keys", { name: "child", role: "admin" }),
      await shownSecret(first, "/v1/api_keys", { name: "sibling", role: "admin" }),
    ];
    const grandchild = await shownSecret(child.key, "/v1/api_keys", { name: "grandchild", role: "sales" });
    const order = await placedWith(first);
    const byChild = await placedWith(child.key);
    for (const key of [child.key, grandchild.key]) await refusedAs(order, key);
    for (const key of [sibling.key, first]) await refusedAs(byChild, key);
    await allowed(order, ada.token);
  });

  test("403: while a secret is still good that somebody unknown may have; rotating again without an overlap ends that", async () => {
    const child = await shownSecret(await unknown(), "/v1/api_keys", { name: "child", role: "admin" });
    const byBob = await placedWith(bob.token);
    const rotate = async (by: string, overlap_hours: number) =>
      (await shownSecret(by, `/v1/api_keys/${child.id}/rotate`, { overlap_hours })).key;
    const first = await rotate(ada.token, 24);
    for (const secret of [child.key, first]) await refusedAs(byBob, secret);
    const second = await rotate(ada.token, 0);
    await refusedAs(await placedWith(ada.token), second);
    await allowed(byBob, second);
  });

  test("403: nor with a person's key, once it rotated that and so was shown the secret", async () => {
    const [byAda, byBob] = [await placedWith(ada.token), await placedWith(bob.token)];
    const program = await keyOf(ada.token, await account(ada));
    const rotated = await shownSecret(await unknown(), `/v1/api_keys/${program.id}/rotate`, {});
    for (const order of [byAda, byBob]) await refusedAs(order, rotated.key);
    await refusedAs(await placedWith(rotated.key), ada.token); // who knows the secret before
    const child = await shownSecret(rotated.key, "/v1/api_keys", { name: "child", role: "sales" });
    await refusedAs(byBob, child.key);
    const again = await shownSecret(ada.token, `/v1/api_keys/${program.id}/rotate`, { overlap_hours: 0 });
    await refusedAs(byAda, again.key);
    await allowed(byBob, again.key);
  });

  test("409 and 404 come before it", async () => {
    const order = await placedWith(ada.token);
    const one = await unknown();
    await allowed(order, bob.token);
    assertProblem(await confirm(order, one), 409, "invalid_state");
    assertProblem(await confirm("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", one), 404, "not_found");
  });

  test("200: the operator's system is somebody who is known", async () => {
    const { executor, database } = t.app;
    const context = await findSystemContext(database, organization, "cli");
    const call = { context, batch: false, dryRun: false, claim: undefined };
    const inputs = [{ given: {}, id: await placedWith(ada.token) }];
    assert.equal((await executor.execute(confirmOrder, { ...call, inputs })).status, 200);
  });

  test("403: two keys of one service account are one program, where the operator made them", async () => {
    const program = await account(ada);
    const [one, other] = [await keyOf(ada.token, program), await keyOf(ada.token, program)];
    await execute(adminUrl, "update api_keys set people = '{}' where id = any ($1)", [[one.id, other.id]]);
    await refusedAs(await placedWith(one.key), other.key);
  });
});

describe("the trail is asked", () => {
  const move = `with gone as (delete from plinth.audit_entries where subject_id = $1 returning *)
    insert into plinth.audit_trail (organization_id, seq, id, actor, on_behalf_of, people, action, subject_type, subject_id,
                                    subject_version, changes, request_id, door, address, occurred_at)
    select organization_id, 900000000 + row_number() over () + (random() * 1000000)::int, id, actor, on_behalf_of, people, action,
           subject_type, subject_id, subject_version, changes, request_id, door, address, occurred_at from gone`;

  test("403: whether an entry waits for its seal or has it", async () => {
    const order = await placedWith(ada.token);
    await execute(adminUrl, move, [order]);
    const [row] = await execute(
      adminUrl,
      "select count(*)::int as sealed from plinth.audit_trail where subject_id = $1",
      [order],
    );
    assert.equal(row?.sealed, 1);
    await refusedAs(order, ada.token);
    await allowed(order, bob.token);
  });

  test("403: also for entries of before the humans were written down", async () => {
    const order = await placedWith(ada.token);
    await execute(adminUrl, move, [order]);
    await execute(adminUrl, "update plinth.audit_trail set people = '{}' where subject_id = $1", [order]);
    await refusedAs(order, await ownKey(ada));
    await allowed(order, bob.token);
  });

  test("200: what was refused, or done to another object, is no half", async () => {
    const [mine, hers] = [await placedWith(ada.token), await placedWith(bob.token)];
    await refusedAs(mine, ada.token);
    await allowed(hers, ada.token);
    await allowed(mine, bob.token);
  });
});

describe("everything else comes first", () => {
  test("404 and 409 are told as to everybody, and a rehearsal tells the same", async () => {
    const order = await placedWith(ada.token);
    assertProblem(await confirm("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", ada.token), 404, "not_found");
    assertProblem(await confirm(order, ada.token, "?dry_run=true"), 403, "separation_of_duties");
    assert.equal((await confirm(order, bob.token, "?dry_run=true")).status, 200);
    await allowed(order, bob.token);
    assertProblem(await confirm(order, ada.token), 409, "invalid_state");
  });

  test("under an Idempotency-Key a refusal is not kept, and what was done is answered again", async () => {
    const order = await placedWith(ada.token);
    const keyed = { "idempotency-key": `confirm-${order}` };
    assertProblem(await confirm(order, ada.token, "", keyed), 403, "separation_of_duties");
    assertProblem(await confirm(order, ada.token, "", keyed), 403, "separation_of_duties");
    const first = await confirm(order, bob.token, "", keyed);
    const again = await confirm(order, bob.token, "", keyed);
    assert.deepEqual([again.status, again.text], [200, first.text]);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
  });

  test("of both who confirm at once, only the other one can", async () => {
    for (let i = 0; i < 10; i++) {
      const order = await placedWith(ada.token);
      const [own, others] = await Promise.all([confirm(order, ada.token), confirm(order, bob.token)]);
      assert.equal(others.status, 200, others.text);
      assert.ok([403, 409].includes(own.status), own.text);
      const { confirmed_by } = others.json;
      assert.equal(confirmed_by, `member:${bob.id}`);
    }
  });

  test("a secret that was shown to one human is not shown again to another one's key of the same program", async () => {
    const program = await account(ada);
    const [adas, bobs] = [await keyOf(ada.token, program), await keyOf(bob.token, program)];
    const ask = (credential: string) =>
      t.ask("POST", "/v1/api_keys", {
        key: credential,
        body: { name: "shared", role: "sales" },
        headers: { "idempotency-key": `shared-${program}` },
      });
    const first = await ask(adas.key);
    assert.equal(first.status, 201, first.text);
    assert.equal((await ask(adas.key)).json.key, first.json.key);
    const replayed = await ask(bobs.key);
    assert.deepEqual([replayed.json.id, replayed.json.key], [first.json.id, undefined]);
  });
});

test("200: where the organization has not chosen so, one human may do both", async () => {
  const other = await t.tenant("Small GmbH");
  const small = shopOf(t, other.id, other.key);
  const owner = await testPerson(t, { organization: other.id });
  const goods = await small.product();
  await small.receive(goods, 1);
  const body = {
    customer_id: await small.customer(),
    currency: "EUR",
    lines: [{ product_id: goods, quantity: 1 }],
  };
  const { json } = await owner.ask("POST", "/v1/orders", { body });
  await allowed(json.id, owner.token);
});
