import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerOf, invitedContact } from "#harness/buyers";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t, "Nordwind Handels GmbH");
const owner = await testPerson(t, { organization: s.organization });
const customer = await s.customer({ name: "Alfreds Futterkiste" });
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
let made = 0;
const contactOf = (wish: object = {}) =>
  s.make("/v1/contacts", {
    ...{ customer_id: customer, name: "Maria Anders", email: `maria.${++made}@example.com` },
    ...wish,
  });
const path = (contact: string) => `/v1/contacts/${contact}/invite`;

test("200: the contact gets a mail, and the trail of contact and invitation knows who asked", async () => {
  const email = "Maria.Anders@Example.com";
  const contact = await contactOf({ email });
  const sales = await testPerson(t, { organization: s.organization, role: "sales", name: "Sam" });
  const { status, json } = await sales.ask("POST", path(contact));
  const { invitation_id, expires_at, ...rest } = json;
  assert.equal(status, 200);
  assert.deepEqual(rest, {
    contact_id: contact,
    customer_id: customer,
    email: "maria.anders@example.com",
  });
  assert.ok(new Date(expires_at) > new Date());
  const mail = await mailTo(t, "maria.anders@example.com", "buyer_invitation");
  assert.match(mail.text, /Sam invites you .* for your company, Alfreds Futterkiste/);
  const invitation = (await owner.ask("GET", `/v1/invitations/${invitation_id}?expand=contact`)).json;
  assert.deepEqual(
    [invitation.role, invitation.contact_id, invitation.contact.email, invitation.invited_by],
    ["buyer", contact, email, `member:${sales.id}`],
  );
  const trail = await trailOf(adminUrl, invitation_id);
  assert.deepEqual(
    trail.events.map(({ type, data }) => [type, data]),
    [["invitation.created", { role: "buyer" }]],
  );
  for (const id of [contact, invitation_id]) {
    const { audit } = await trailOf(adminUrl, id);
    assert.deepEqual(
      audit.filter(({ action }) => action === "contacts.invite").map(({ actor }) => actor),
      [`member:${sales.id}`],
    );
    assert.doesNotMatch(JSON.stringify(audit), /maria\.anders/i);
  }
});

test("200: whoever asks in German is heard in German", async () => {
  const contact = await contactOf({ email: "heinz@example.com" });
  const greta = await testPerson(t, { organization: s.organization, name: "Greta" });
  assert.equal((await greta.ask("POST", "/v1/me/profile", { body: { locale: "de" } })).status, 200);
  await until("her language to be known", async () => {
    const { status } = await greta.ask("POST", `${path(contact)}?dry_run=true`);
    return status === 200 && (await greta.ask("GET", "/v1/me")).json.user.locale === "de";
  });
  assert.equal((await greta.ask("POST", path(contact))).status, 200);
  const mail = await mailTo(t, "heinz@example.com", "buyer_invitation");
  assert.equal(mail.subject, "Bei Nordwind Handels GmbH für Alfreds Futterkiste bestellen");
  assert.match(mail.text, /Greta lädt Sie ein/);
});

test("422: a contact who cannot be written to is not invited, and one learns what to do", async () => {
  for (const email of [undefined, "ünïcode@example.com", "a@b"]) {
    const contact = await contactOf({ email });
    const answer = await leavesNoTrace(adminUrl, () => owner.ask("POST", path(contact)));
    assertProblem(answer, 422, "contact_without_email");
  }
});

test("404: a contact of another organization and one that never was are the same", async () => {
  const other = await shop(t, "Other GmbH");
  const foreign = await other.make("/v1/contacts", {
    ...{ customer_id: await other.customer(), name: "M", email: "m@example.com" },
  });
  const [theirs, nobodys] = await leavesNoTrace(adminUrl, () =>
    Promise.all([foreign, nobody].map((id) => owner.ask("POST", path(id)))),
  );
  assert(theirs !== undefined && nobodys !== undefined);
  assertProblem(theirs, 404, "not_found");
  assert.equal(withoutRequestId(theirs), withoutRequestId(nobodys));
});

test("403: only with the permission, and only by whoever holds what a buyer does, for good", async () => {
  const contact = await contactOf();
  const refused = async (key: string) =>
    assertProblem(
      await leavesNoTrace(adminUrl, () => t.ask("POST", path(contact), { key })),
      403,
      "forbidden",
    );
  for (const role of ["warehouse", "finance", "auditor", "integration"])
    await refused(await t.keyFor(s.organization, role));
  await refused(await t.keyFor(s.organization, "owner", ["contacts:invite", "customers:read"]));
  const ending = await s.post("/v1/api_keys", {
    name: "e",
    role: "sales",
    expires_at: "2099-01-01T00:00:00Z",
  });
  await refused(ending.json.key);
});

test("409: nobody is asked who is here already, or asked as somebody else", async () => {
  const refused = async (contact: string) => {
    const answer = await leavesNoTrace(adminUrl, () => owner.ask("POST", path(contact)));
    assertProblem(answer, 409, "already_exists", { "/email": "already_exists" });
    return answer.json.detail as string;
  };
  const acting = await contactOf();
  const buyer = await buyerOf(t, s.organization, acting);
  assert.match(await refused(acting), /is a buyer already/);
  assert.match(await refused(await contactOf({ email: buyer.email })), /A buyer has this address/);
  assert.match(await refused(await contactOf({ email: owner.email })), /A member has this address/);
  const colleague = await invited(t, owner, "colleague@example.com");
  assert.match(await refused(await contactOf({ email: colleague.email })), /address is invited already/);
  assertProblem(
    await owner.ask("POST", "/v1/invitations", { body: { email: buyer.email, role: "sales" } }),
    409,
    "already_exists",
  );
});

test("200: of those who ask the same contact at once one makes the invitation, and the others send it again", async () => {
  const contact = await contactOf();
  const answers = await Promise.all(Array.from({ length: 4 }, () => owner.ask("POST", path(contact))));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  const [id, ...more] = new Set(answers.map(({ json }) => json.invitation_id));
  assert.deepEqual(more, []);
  assert.equal((await owner.ask("GET", `/v1/invitations/${id}`)).json.version, 4);
});

test("200: whoever asks again sends the mail again, also when it had run out, and answers for it from now on", async () => {
  const contact = await contactOf();
  const { id, token } = await invitedContact(t, owner, contact);
  await execute(adminUrl, "update invitations set expires_at = now() - interval '1 day' where id = $1", [id]);
  const sales = await testPerson(t, { organization: s.organization, role: "sales" });
  const again = await invitedContact(t, sales, contact);
  assert.equal(again.id, id);
  assert.notEqual(again.token, token);
  assertProblem(await t.ask("POST", "/v1/invitations/preview", { body: { token } }), 422, "invalid_token");
  const { json } = await owner.ask("GET", `/v1/invitations/${id}`);
  assert.deepEqual([json.version, json.invited_by], [2, `member:${sales.id}`]);
  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["invitation.created", "invitation.resent"],
  );
  assert.deepEqual(Object.keys(audit.at(-1)?.changes ?? {}).sort(), ["expires_at", "invited_by", "sent_at"]);
});

test("422 and 200: an address that was mistyped is good for nobody once it is put right, and the right one is asked", async () => {
  const contact = await contactOf({ email: "mraia@example.com" });
  const sales = await testPerson(t, { organization: s.organization, role: "sales" });
  const mistyped = await invitedContact(t, sales, contact);
  const right = "maria.right@example.com";
  const change = { body: { email: right }, headers: { "if-match": "*" } };
  assert.equal((await sales.ask("PATCH", `/v1/contacts/${contact}`, change)).status, 200);

  const stranger = await testPerson(t, { email: mistyped.email });
  const accept = (by: typeof stranger, token: string) =>
    by.ask("POST", "/v1/invitations/accept", { body: { token } });
  assertProblem(await accept(stranger, mistyped.token), 422, "invalid_token");
  assertProblem(await owner.ask("POST", `/v1/invitations/${mistyped.id}/resend`), 409, "invalid_state");

  const asked = await invitedContact(t, sales, contact);
  assert.equal(asked.email, right);
  assert.notEqual((await owner.ask("GET", `/v1/invitations/${mistyped.id}`)).json.revoked_at, null);
  const { events, audit } = await trailOf(adminUrl, mistyped.id);
  assert.equal(events.at(-1)?.type, "invitation.revoked");
  assert.deepEqual(
    [audit.at(-1)?.action, audit.at(-1)?.actor],
    ["invitations.withdraw", `member:${sales.id}`],
  );
  const maria = await testPerson(t, { email: right });
  assert.equal((await accept(maria, asked.token)).status, 200);
});

test("200 and 412: a rehearsal sends nothing; the contact that was read is the one that is asked", async () => {
  const contact = await contactOf({ email: "rehearsal@example.com" });
  const tried = await leavesNoTrace(adminUrl, () => owner.ask("POST", `${path(contact)}?dry_run=true`));
  assert.equal(tried.status, 200, tried.text);
  assert.deepEqual(await mailsTo(t, "rehearsal@example.com"), []);
  const stale = await owner.ask("POST", path(contact), { headers: { "if-match": '"9"' } });
  assertProblem(stale, 412, "stale_version");
});

test("200: it is sent again and taken back like any other, until somebody is the contact", async () => {
  const contact = await contactOf({ email: "again@example.com" });
  const { id } = await invitedContact(t, owner, contact);
  assert.equal((await owner.ask("POST", `/v1/invitations/${id}/resend`)).status, 200);
  await until("the mail to come again", async () => {
    const mails = await mailsTo(t, "again@example.com");
    return mails.map(({ kind }) => kind).join() === "buyer_invitation,buyer_invitation";
  });
  await buyerOf(t, s.organization, contact);
  assertProblem(await owner.ask("POST", `/v1/invitations/${id}/resend`), 409, "invalid_state");
  assert.equal((await owner.ask("POST", `/v1/invitations/${id}/revoke`)).status, 200);
});

test("409: a contact who was asked, and their customer, stay", async () => {
  const own = await s.customer();
  const contact = await contactOf({ customer_id: own });
  await buyerOf(t, s.organization, contact);
  for (const there of [`/v1/contacts/${contact}`, `/v1/customers/${own}`])
    assertProblem(await s.ask("DELETE", there), 409, "still_referenced");
});
