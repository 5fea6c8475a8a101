/** `invite` as an operator uses it: a real command beside a running application. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { testPerson } from "#harness/people";
import { command, workFolder } from "#harness/plinth-process";
import { trailOf } from "#harness/trail";

const t = await testApp();
const folder = await workFolder();
const { adminUrl, appUrl, ownerUrl, systemUrl } = t.database;

const secret = "a secret of the tests that is long enough to be one";
const invite = (args: string[], under = secret) =>
  command(folder, ["invite", ...args], {
    DATABASE_URL: appUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_SYSTEM_URL: systemUrl,
    PLINTH_SECRET: under,
    PLINTH_URL: "http://localhost:4444",
  });

test("the operator asks a company's first person, is shown the link, and the person is its owner by it", async () => {
  const none = await invite(["--email", "ada@example.com"]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /There is no organization yet/);

  const { id: organization } = await t.tenant("Muster GmbH");
  const { code, stdout, stderr } = await invite(["--email", "Ada@Example.com", "--json"]);
  assert.equal(code, 0, stderr);
  const { id, link, expires_at, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, { organization_id: organization, email: "ada@example.com", role: "owner" });
  assert.ok(new Date(expires_at) > new Date());
  assert.match(link, /^http:\/\/localhost:4444\/account\/invitation\?token=pli_[0-9A-Za-z]{43}$/);
  const token = new URL(link).searchParams.get("token");
  assert.equal(tokenIn(await mailTo(t, "ada@example.com", "invitation")), token);

  const ada = await testPerson(t, { email: "ada@example.com" });
  const accepted = await ada.ask("POST", "/v1/invitations/accept", { body: { token } });
  assert.deepEqual([accepted.status, accepted.json.role], [200, "owner"], accepted.text);
  const { audit, events } = await trailOf(adminUrl, id);
  const actor = `system:${organization}`;
  assert.deepEqual([audit[0]?.action, audit[0]?.actor, audit[0]?.door], ["invitations.create", actor, "cli"]);
  assert.equal(events[0]?.type, "invitation.created");

  const again = await invite([
    "--email",
    "ada@example.com",
    "--role",
    "sales",
    "--organization",
    organization,
  ]);
  assert.deepEqual([again.code, again.stdout], [1, ""]);
  assert.match(again.stderr, /A member has this address already/);
});

test("of several companies one is named", async () => {
  const { id } = await t.tenant("Second GmbH");
  await t.tenant("Third GmbH");
  const unnamed = await invite(["--email", "bob@example.com"]);
  assert.equal(unnamed.code, 1);
  assert.match(unnamed.stderr, /Say which organization[\s\S]+Second GmbH/);
  const named = await invite(["--email", "bob@example.com", "--role", "sales", "--organization", id]);
  assert.match(named.stdout, /bob@example\.com {3}as sales of Second GmbH/, named.stderr);
});

test("the company is named by its name, and the role may be one of its own; a wrong one is refused by the verb", async () => {
  const { key } = await t.tenant("Fourth GmbH");
  const body = { name: "desk", permissions: ["orders:read"] };
  assert.equal((await t.ask("POST", "/v1/roles", { key, body })).status, 201);
  const asked = async (role: string) =>
    await invite(["--email", "eve@example.com", "--role", role, "--organization", "Fourth GmbH"]);
  for (const [role, sentence] of [
    ["cook", /There is no role "cook"/],
    ["integration", /The role "integration" is not for a member/],
  ] as const) {
    const { code, stdout, stderr } = await asked(role);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, sentence);
  }
  const { stdout, stderr } = await asked("desk");
  assert.match(stdout, /eve@example\.com {3}as desk of Fourth GmbH/, stderr);
});

test("a command under another secret ends, and says which one is missing", async () => {
  const other = await invite(
    ["--email", "ada@example.com"],
    "another secret that seals nothing of what is there",
  );
  assert.deepEqual([other.code, other.stdout], [1, ""]);
  assert.match(other.stderr, /sealed under a secret that is not in the ring/);
});
