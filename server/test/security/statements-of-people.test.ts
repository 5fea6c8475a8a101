/**
 * How many SQL statements each verb of people costs within its transaction, begin, context and commit included, and not
 * more than is written down here: a higher number wants a reason, a lower one a new number. What is looked up before
 * (as the system, in `prepare`) is not among them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { shop } from "#harness/shop";
import { countStatements } from "./counted-statements.fixture.ts";

const expected: Record<string, number> = {
  "organizations.create": 15,
  "organizations.leave": 15,
  "invitations.preview": 3,
  "invitations.accept": 13,
  "auth.register": 5,
  "auth.verify_email": 8,
  "auth.login": 8,
  "auth.login_totp": 13,
  "auth.offer_passkey": 3,
  "auth.login_passkey": 11,
  "auth.begin_outside": 3,
  "auth.login_outside": 10,
  "auth.refresh": 6,
  "auth.logout": 6,
  "auth.step_up": 9,
  "auth.forgot_password": 8,
  "auth.reset_password": 15,
  "me.update_profile": 11,
  "me.change_password": 13,
  "me.change_email": 7,
  "me.choose_organization": 7,
  "me.end_session": 6,
  "me.end_all_sessions": 5,
  "me.enrol_totp": 5,
  "me.confirm_totp": 12,
  "me.remove_totp": 9,
  "me.renew_recovery_codes": 10,
  "auth.offer_passkey_proof": 4,
  "passkeys.offer": 4,
  "passkeys.create": 10,
  "passkeys.delete": 9,
  "linked_accounts.begin": 3,
  "linked_accounts.create": 10,
  "linked_accounts.delete": 9,
};

const t = await testApp();
const s = await shop(t);
const spent = countStatements(t);
const ofPeople = t.app.actions.filter(({ audience }) => audience !== "organization");

for (const { name } of ofPeople) {
  test(name, async () => {
    const { method, path, ...ask } = await requested(name, s, t);
    const requestId = `cost-of-${name}`;
    const answer = await t.ask(method, path, {
      ...ask,
      headers: { ...ask.headers, "x-request-id": requestId },
    });
    assert.ok(answer.status < 300, answer.text);
    assert.equal(spent(requestId), expected[name]);
  });
}

test("the table names no verb that is not there", () => {
  assert.deepEqual(Object.keys(expected).sort(), ofPeople.map(({ name }) => name).sort());
});
