/** Accepting as a buyer; what is common to all invitations is tried with members. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerOf, invitedContact } from "#harness/buyers";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { joinAs, type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t, "Nordwind Handels GmbH");
const owner = await testPerson(t, { organization: s.organization });
let made = 0;
const address = () => `maria.${++made}@example.com`;

async function contactAt(email: string) {
  const customer = await s.customer();
  return { customer, contact: await s.make("/v1/contacts", { customer_id: customer, name: "Maria", email }) };
}
const accept = (person: Pick<TestPerson, "ask">, token: string) =>
  person.ask("POST", "/v1/invitations/accept", { body: { token } });
const remove = (id: string) => owner.ask("POST", `/v1/buyers/${id}/remove`);

test("200: the owner of the address is the buyer that the contact is, in every trail", async () => {
  const { contact, customer } = await contactAt(address());
  const { id, email, token } = await invitedContact(t, owner, contact);
  const maria = await testPerson(t, { email, name: "Maria Anders" });
  const answer = await accept(maria, token);
  assert.deepEqual(answer.json, {
    organization_id: s.organization,
    name: "Nordwind Handels GmbH",
    role: "buyer",
  });
  const listed = (await owner.ask("GET", `/v1/buyers/${maria.id}`)).json;
  assert.deepEqual(
    [listed.contact_id, listed.customer_id, listed.name, listed.email, listed.ended_at],
    [contact, customer, "Maria Anders", email, null],
  );
  assert.equal((await owner.ask("GET", `/v1/members/${maria.id}`)).status, 404);

  const actor = `buyer:${maria.id}`;
  const { events, audit } = await trailOf(adminUrl, maria.id);
  assert.deepEqual(
    events.map(({ type, actor: by, data }) => [type, by, data]),
    [["buyer.joined", actor, { contact_id: contact, customer_id: customer }]],
  );
  assert.deepEqual(
    audit.map(({ action, actor: by }) => [action, by]),
    [["invitations.accept", actor]],
  );
  assert.doesNotMatch(JSON.stringify(audit), new RegExp(`Maria|${email}`));
  const accepted = (await trailOf(adminUrl, id)).events.at(-1);
  assert.deepEqual([accepted?.type, accepted?.data], ["invitation.accepted", { buyer_id: maria.id }]);
});

test("200: another name and address of theirs reach the list; the contact's address is another thing", async () => {
  const { contact } = await contactAt(address());
  const maria = await buyerOf(t, s.organization, contact);
  assert.equal((await maria.ask("POST", "/v1/me/profile", { body: { name: "Maria Meyer" } })).status, 200);
  const headers = { "if-match": "*" };
  const body = { email: "elsewhere@example.com" };
  assert.equal((await owner.ask("PATCH", `/v1/contacts/${contact}`, { body, headers })).status, 200);
  const { json } = await owner.ask("GET", `/v1/buyers/${maria.id}`);
  assert.deepEqual([json.name, json.email, json.ended_at], ["Maria Meyer", maria.email, null]);
});

test("409: who is a member is no buyer, and the other way round", async () => {
  const { contact } = await contactAt(address());
  const { email, token } = await invitedContact(t, owner, contact);
  const maria = await testPerson(t, { email, name: "Maria" });
  await joinAs(t, { ...maria, name: "Maria" }, s.organization, "sales");
  const asMember = await leavesNoTrace(adminUrl, () => accept(maria, token));
  assertProblem(asMember, 409, "already_member");
  assert.match(asMember.json.detail, /a member of Nordwind/);

  const asked = await invited(t, owner, address());
  const other = await contactAt(address());
  const buyer = await buyerOf(t, s.organization, other.contact, { email: asked.email });
  const asBuyer = await leavesNoTrace(adminUrl, () => accept(buyer, asked.token));
  assertProblem(asBuyer, 409, "already_member");
  assert.match(asBuyer.json.detail, /a buyer of Nordwind/);
});

test("200 and 409: of a member's and a buyer's invitation that one person accepts at once, one holds", async () => {
  for (let round = 0; round < 4; round++) {
    const email = address();
    const member = await invited(t, owner, email);
    // the second is asked by somebody who is not told of the first
    const { contact } = await contactAt(address());
    const buyer = await invitedContact(t, owner, contact);
    await execute(adminUrl, "update invitations set email = $2 where id = $1", [buyer.id, email]);
    await execute(adminUrl, "update contacts set email = $2 where id = $1", [contact, email]);
    const maria = await testPerson(t, { email });
    const answers = await Promise.all([member.token, buyer.token].map((token) => accept(maria, token)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const hats = await execute(
      adminUrl,
      "select 1 from members where id = $1 union all select 1 from buyers where id = $1",
      [maria.id],
    );
    assert.equal(hats.length, 1);
  }
});

test("422: of two people who are asked for one contact, the one with its address is it, and nobody besides", async () => {
  const { contact } = await contactAt(address());
  const first = await invitedContact(t, owner, contact);
  const other = await contactAt(address());
  const second = await invitedContact(t, owner, other.contact);
  await execute(adminUrl, "update invitations set contact_id = $2 where id = $1", [second.id, contact]);
  const people = [await testPerson(t, { email: first.email }), await testPerson(t, { email: second.email })];
  const acceptBoth = () =>
    Promise.all([first.token, second.token].map((token, i) => accept(people[i] ?? owner, token)));
  assert.deepEqual(
    (await acceptBoth()).map(({ status }) => status),
    [200, 422],
  );
  await execute(adminUrl, "update contacts set email = $2 where id = $1", [contact, second.email]);
  assertProblem(await accept(people[1] ?? owner, second.token), 422, "invalid_token");
});

test("200: who was ended comes back, also as another contact of another customer", async () => {
  const email = address();
  const [before, after] = [await contactAt(email), await contactAt(email)];
  const maria = await testPerson(t, { email });
  const first = await invitedContact(t, owner, before.contact);
  assert.equal((await accept(maria, first.token)).status, 200);
  assert.equal((await remove(maria.id)).status, 200);
  const second = await invitedContact(t, owner, after.contact);
  assert.equal((await accept(maria, second.token)).status, 200);
  const { json } = await owner.ask("GET", `/v1/buyers/${maria.id}`);
  assert.deepEqual(
    [json.contact_id, json.customer_id, json.ended_at, json.version],
    [after.contact, after.customer, null, 3],
  );
  const headers = { "plinth-organization": s.organization };
  const { data } = (await maria.ask("GET", "/v1/customers", { headers })).json;
  assert.deepEqual(
    data.map(({ id }: { id: string }) => id),
    [after.customer],
  );
});

test("422: whoever asked must still be able to ask", async () => {
  const sales = await testPerson(t, { organization: s.organization, role: "sales" });
  const { contact } = await contactAt(address());
  const { email, token } = await invitedContact(t, sales, contact);
  const maria = await testPerson(t, { email });
  // behind the back of the verbs, which would have taken the invitation back
  for (const change of ["role = 'finance'", "role = 'sales', ended_at = now()"]) {
    await execute(adminUrl, `update members set ${change} where id = $1`, [sales.id]);
    assertProblem(await leavesNoTrace(adminUrl, () => accept(maria, token)), 422, "invalid_token");
  }
  await execute(adminUrl, "update members set ended_at = null where id = $1", [sales.id]);
  assert.equal((await accept(maria, token)).status, 200);
});

test("422: a role that invites no more takes its open invitations along", async () => {
  const sales = await testPerson(t, { organization: s.organization, role: "sales" });
  const { contact } = await contactAt(address());
  const { token } = await invitedContact(t, sales, contact);
  const body = { role: "finance" };
  const changed = await owner.ask("PATCH", `/v1/members/${sales.id}`, { body, headers: { "if-match": "*" } });
  assert.equal(changed.status, 200, changed.text);
  assertProblem(await t.ask("POST", "/v1/invitations/preview", { body: { token } }), 422, "invalid_token");
});
