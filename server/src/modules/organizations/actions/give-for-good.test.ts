/** Whoever acts with a key that ends, or is bound to addresses, gives nothing that stays: said beforehand, and done. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { requested } from "#harness/every-action";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { mayGiveWhatStays } from "../policy.ts";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const owner = await testPerson(t, { organization: s.organization });

/** Verbs that give something whatever their input says. */
const always = [
  "contacts.invite",
  "customer_assignments.create",
  "invitations.create",
  "invitations.resend",
  "roles.create",
  "roles.update",
  "service_accounts.create",
  "service_accounts.enable",
];
const limits = {
  ends: { expires_at: "2099-01-01T00:00:00Z" },
  "is bound to addresses": { allowed_ranges: ["0.0.0.0/0", "::/0"] },
};

const keys: { words: string; id: string; key: string }[] = [];
for (const [words, limit] of Object.entries(limits)) {
  const made = await owner.ask("POST", "/v1/api_keys", { body: { name: words, role: "owner", ...limit } });
  assert.equal(made.status, 201, made.text);
  keys.push({ words, id: made.json.id, key: made.json.key });
}

test("every verb that gives in any case says so", () => {
  const declared = t.app.actions.filter(({ policy }) => policy === mayGiveWhatStays);
  assert.deepEqual(declared.map(({ name }) => name).sort(), always);
});

for (const { words, id, key } of keys) {
  const refused = async (request: { method: string; path: string; body?: object; headers?: object }) => {
    const { method, path, ...ask } = request;
    const answer = await leavesNoTrace(adminUrl, () => t.ask(method, path, { ...ask, key } as object));
    assertProblem(answer, 403, "forbidden");
    assert.match(answer.json.detail, /Your key ends or is bound to addresses/);
  };

  describe(`403: with a key that ${words}`, () => {
    for (const name of always) {
      test(`${name}, and it is explained so`, async () => {
        const request = await requested(name, s, t);
        await refused(request);
        const [, , , object] = request.path.split("/");
        const about = object === undefined ? "" : `&object=${object}`;
        const path = `/v1/access/explain?action=${name}&actor=api_key:${id}${about}`;
        const { json } = await owner.ask("GET", path);
        assert.deepEqual([json.allowed, json.decided_by, json.grants], [false, { rule: "policy" }, []]);
        assert.match(json.because, /Your key ends or is bound to addresses/);
      });
    }

    test("another role for a member or a service account; what gives nothing is done", async () => {
      const headers = { "if-match": "*" };
      const account = await s.make("/v1/service_accounts", { name: `A ${words}` });
      const member = await testPerson(t, { organization: s.organization, role: "sales" });
      const body = { role: "warehouse" };
      await refused({ method: "PATCH", path: `/v1/service_accounts/${account}`, body, headers });
      await refused({ method: "PATCH", path: `/v1/members/${member.id}`, body, headers });
      const renaming = { body: { name: `B ${words}` }, headers, key };
      assert.equal((await t.ask("PATCH", `/v1/service_accounts/${account}`, renaming)).status, 200);
    });
  });
}
