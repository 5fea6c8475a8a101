/** docs/guides/first-order.md as its reader goes through it: every block, in order, in one shell, beside real processes. */
import assert from "node:assert/strict";
import test from "node:test";
import { patternOf, readSteps, walk } from "#harness/guide";
import { run, serve, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";

const key = "plk_brought_by_the_reader_of_the_guide_0001";

test("every block of the guide to the first order does and prints what the guide says", async (t) => {
  const folder = await workFolder();
  const database = await testDatabase();
  t.after(() => database.drop());
  const fakes = run(folder, ["dev", "fakes", "--stripe-port=0", "--erpnext-port=0", "--receiver-port=0"]);
  const plinth = await serve(folder, {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    PLINTH_SECRET: "a secret of the tests that is long enough to be one",
    PLINTH_BOOTSTRAP_KEY: key,
    PLINTH_OUTBOUND_ALLOW: "127.0.0.1",
  });
  const at = async (name: string) => (await fakes.prints(new RegExp(`${name} +(http://\\S+)`)))[1] ?? "";
  const places = {
    API: plinth.url,
    STRIPE: await at("Stripe"),
    ERP: await at("ERPNext"),
    RECEIVER: await at("Receiver"),
  };

  const steps = await readSteps("docs/guides/first-order.md");
  const { printed, stderr } = await walk(steps, places, { key, folder });
  const all = `${printed.join("\n---\n")}\n${stderr}\n${fakes.said()}`;
  assert.equal(stderr, "", all);
  const promised = steps.flatMap(({ promises }, step) => promises.map((line) => ({ step, line })));
  assert.ok(promised.length > 20, "the guide says what its blocks print");
  for (const { step, line } of promised)
    assert.match(printed[step] ?? "", patternOf(line), `block ${step}, "${line}":\n${all}`);

  for (const process of [plinth, fakes]) process.signal("SIGINT");
  assert.equal((await fakes.ended).code, 0, "the fakes stop cleanly");
  assert.equal((await plinth.ended).code, 0);
  assert.match(fakes.said(), /receiver +1 order\.placed, signature right, taken\n/);
  assert.doesNotMatch(fakes.said(), /signature wrong/);
});
