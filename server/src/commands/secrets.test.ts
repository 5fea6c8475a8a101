/** `secrets` as an operator uses it: real commands on a database of their own. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { execute } from "#harness/execute";
import { command, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";
import { resealText } from "./reseal-output.ts";
import { sealedPlaces } from "./sealed-places.ts";

const old = "the old secret of these tests long enough";
const young = "the young secret of these tests also long";

test("an installation changes its secret: what the old one sealed is sealed anew, then the old one goes", async (t) => {
  const folder = await workFolder();
  const { appUrl, ownerUrl, systemUrl, drop } = await testDatabase();
  t.after(drop);
  const secrets = async (secret: string, ...args: string[]) => {
    const { code, stdout, stderr } = await command(folder, ["secrets", ...args], {
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      DATABASE_SYSTEM_URL: systemUrl,
      PLINTH_SECRET: secret,
    });
    return { code, text: stdout, stderr };
  };

  const first = await secrets(old, "rotate-signing-key");
  assert.match(first.text, /^The key \S{43} signs from \S+Z\./, first.stderr);
  const next = await secrets(old, "rotate-signing-key");
  assert.notEqual(next.text, first.text);

  const missing = await secrets(young, "reseal", "--check");
  assert.equal(missing.code, 2, missing.stderr);
  assert.match(missing.text, /signing keys +0 under (\S{8}), 2 under (\S{8}), which is not in PLINTH_SECRET/);
  assert.match(missing.text, /Put the secret \S{8} behind the first one/);

  const before = await secrets(`${young},${old}`, "reseal", "--check");
  assert.equal(before.code, 2);
  assert.match(before.text, /signing keys +0 under \S{8}, 2 under older secrets/);
  const done = await secrets(`${young},${old}`, "reseal");
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.text, /signing keys +0 under \S{8}, 2 resealed/);
  assert.match(done.text, /\S{8} may be taken out of PLINTH_SECRET/);

  const after = await secrets(young, "reseal", "--check");
  assert.equal(after.code, 0);
  assert.match(after.text, /signing keys +2 under \S{8}\n/);
  assert.match(
    (await secrets(young, "rotate-signing-key", "--now")).text,
    /signs now and all others are withdrawn/,
  );
  assert.match((await secrets(young, "reseal", "--check")).text, /signing keys +1 under/);
});

test("the advice of reseal is the first thing that helps", () => {
  const report = { what: "mails", current: 1, older: 0, missing: new Map<string, number>(), damaged: 0 };
  const advice = (changed: object, check = false) =>
    resealText(["active00", "older000"], [{ ...report, ...changed }], check).split("\n")[1];
  assert.equal(
    advice({}),
    "Everything is sealed under active00: older000 may be taken out of PLINTH_SECRET.",
  );
  assert.match(advice({ older: 3 }) ?? "", /may be taken out/);
  assert.match(advice({ older: 3 }, true) ?? "", /^Repeat without --check/);
  assert.match(
    advice({ missing: new Map([["lost0000", 1]]), damaged: 1 }) ?? "",
    /^Put the secret lost0000 behind/,
  );
  assert.match(advice({ damaged: 1 }) ?? "", /^What is damaged/);
});

test("every column that is kept sealed has its place, and every place its column", async () => {
  const database = await testDatabase();
  after(() => database.drop());
  const columns = await execute(
    database.adminUrl,
    `select c.oid::regclass::text as table, a.attname::text as column, format_type(a.atttypid, null) as type
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('public', 'plinth') and a.attnum > 0 and not a.attisdropped`,
  );
  const known = new Set(sealedPlaces.map(({ table, column }) => `${table}.${column}`));
  const sealed = columns.filter(({ column, type }) => String(column).endsWith("_sealed") && type === "text");
  assert.ok(sealed.length > 0);
  assert.deepEqual(
    sealed.map(({ table, column }) => `${table}.${column}`).filter((name) => !known.has(name)),
    [],
  );
  const all = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  assert.deepEqual(
    [...known].filter((name) => !all.has(name)),
    [],
  );
});
