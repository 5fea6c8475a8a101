/** `invariants` as an operator uses it, with real commands beside a running application. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp, testSecret } from "#harness/app";
import { execute } from "#harness/execute";
import { command, workFolder } from "#harness/plinth-process";
import { shop } from "#harness/shop";

const t = await testApp();
const folder = await workFolder();
const { adminUrl, appUrl, ownerUrl, systemUrl } = t.database;

const look = (...args: string[]) =>
  command(folder, ["invariants", ...args], {
    DATABASE_URL: appUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_SYSTEM_URL: systemUrl,
    PLINTH_SECRET: testSecret,
  });

test("an operator looks at the books, by a sample and at everything, and is told what somebody broke", async () => {
  const muster = await shop(t, "Muster GmbH");
  const nordisk = await shop(t, "Nordisk AB");
  const product = await muster.product();
  await muster.receive(product, 5);

  const sample = await look();
  assert.equal(sample.code, 0, sample.stderr);
  for (const { organization } of [muster, nordisk]) assert.match(sample.stdout, new RegExp(organization));
  assert.match(sample.stdout, /^ {2}true {6}stock_is_its_ledger +1 stock_levels$/m);
  assert.match(sample.stdout, /^ {2}All \d+ are true\.$/m);

  await execute(adminUrl, "update stock_levels set on_hand = 7");
  const [level] = await execute(adminUrl, "select id from stock_levels");
  const broken = await look("--whole", "--organization", "Muster GmbH");
  assert.equal(broken.code, 1);
  assert.match(broken.stdout, /NOT TRUE {2}stock_is_its_ledger +1 stock_levels, not true of 1: /);
  assert.match(broken.stdout, new RegExp(`${level?.id} {2}7.000 on hand, and movements of 5.000`));
  assert.doesNotMatch(broken.stdout, /Nordisk/);

  const json = JSON.parse((await look("--whole", "--json", "--organization", muster.organization)).stdout);
  assert.equal(json.ok, false);
  const [found] = json.organizations[0].invariants.filter(
    ({ violations }: { violations: unknown[] }) => violations.length > 0,
  );
  assert.deepEqual(
    { name: found.name, violations: found.violations },
    {
      name: "stock_is_its_ledger",
      violations: [{ key: level?.id, says: "7.000 on hand, and movements of 5.000" }],
    },
  );
});
