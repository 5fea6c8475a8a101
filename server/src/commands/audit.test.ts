/** `audit verify` as an operator uses it, with real commands beside a running application. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp, testSecret } from "#harness/app";
import { execute } from "#harness/execute";
import { command, workFolder } from "#harness/plinth-process";
import { shop } from "#harness/shop";
import { sealed } from "#harness/trail";

const t = await testApp();
const folder = await workFolder();
const { adminUrl, appUrl, ownerUrl, systemUrl } = t.database;

const verify = (args: string[] = [], secret = testSecret) =>
  command(folder, ["audit", "verify", ...args], {
    DATABASE_URL: appUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_SYSTEM_URL: systemUrl,
    PLINTH_SECRET: secret,
  });

test("an operator verifies the trail, writes the anchors down, and is told what somebody edited", async () => {
  assert.match((await verify()).stdout, /^There is no trail yet\.\n$/);

  const muster = await shop(t, "Muster GmbH");
  const nordisk = await shop(t, "Nordisk AB");
  const customer = await muster.customer();
  await nordisk.customer();
  await sealed(adminUrl);

  const first = await verify();
  assert.equal(first.code, 0, first.stderr);
  const said =
    /^Muster GmbH {2}(\S+)\n {2}as sealed {2}(\d+) entries\n {2}anchor {5}((\d+):[0-9a-f]{64})\n/m.exec(
      first.stdout,
    );
  const [, id, entries, anchor = "", newest] = said ?? [];
  assert.equal(id, muster.organization);
  assert.equal(entries, newest);

  const json = await verify(["--json"]);
  const { ok, organizations } = JSON.parse(json.stdout);
  assert.equal(ok, true);
  assert.deepEqual(
    organizations.find((one: { id: string }) => one.id === muster.organization),
    { id, name: "Muster GmbH", entries: Number(entries), unsealed: 0, anchor, finding: null },
  );

  await muster.customer();
  await sealed(adminUrl);
  const later = await verify(["--organization", "Muster GmbH", "--anchor", anchor]);
  assert.equal(later.code, 0, later.stdout);
  assert.doesNotMatch(later.stdout, /Nordisk/);
  const wrong = await verify(["--anchor", anchor]);
  assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
  assert.match(wrong.stderr, /An anchor is of one organization: say which with --organization\./);

  const [edited] = await execute(
    adminUrl,
    "update plinth.audit_trail set actor = 'member:' || uuidv7() where subject_id = $1 returning seq::int, id",
    [customer],
  );
  const found = await verify();
  assert.equal(found.code, 1);
  assert.match(
    found.stdout,
    new RegExp(`NOT AS SEALED {2}entry_altered: Entry ${edited?.seq} is not as it was sealed\\.`),
  );
  assert.match(
    found.stdout,
    new RegExp(`entry {10}number ${edited?.seq}, id ${edited?.id}, of \\d{4}-\\S+Z\\n`),
  );
  assert.match(found.stdout, /^Nordisk AB {2}\S+\n {2}as sealed/m);
  const { finding } = JSON.parse((await verify(["--organization", muster.organization, "--json"])).stdout)
    .organizations[0];
  assert.deepEqual([finding.what, finding.seq, finding.id], ["entry_altered", edited?.seq, edited?.id]);
});

test("a key that somebody put in is said before the organizations, which are verified all the same", async () => {
  await execute(adminUrl, "insert into plinth.audit_keys (key_sealed) values ('garbage')");
  const { code, stdout } = await verify();
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^The keys and the lock of the whole trail\n {2}NOT AS THEY WERE {2}key_altered: The key /,
  );
  assert.match(stdout, /^Nordisk AB {2}\S+\n {2}as sealed/m);
  const { findings, organizations } = JSON.parse((await verify(["--json"])).stdout);
  assert.deepEqual([findings.length, findings[0].what, organizations.length], [1, "key_altered", 2]);
  await execute(adminUrl, "delete from plinth.audit_keys where key_sealed = 'garbage'");
});

test("without the secret that the key is kept under, the operator is told to put it back", async () => {
  const { code, stderr } = await verify([], "another secret that never sealed anything here");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /The key \S+ of the trail cannot be opened\.\nPut that secret back into PLINTH_SECRET/,
  );
});
