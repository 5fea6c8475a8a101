/** docs/guides/live.md as its reader goes through it: every block, in order, in one shell. */
import assert from "node:assert/strict";
import test from "node:test";
import { testApp } from "#harness/app";
import { patternOf, readSteps, walk } from "#harness/guide";
import { password, testPerson } from "#harness/people";
import { workFolder } from "#harness/plinth-process";
import { shop } from "#harness/shop";

const t = await testApp({ jobs: true });

test("every block of the guide to the live feed does and prints what the guide says", async () => {
  const { organization, key } = await shop(t);
  const grace = await testPerson(t, { organization, name: "Grace Hopper" });
  const steps = await readSteps("docs/guides/live.md");
  const said = steps.map(({ script, promises }) => ({
    promises,
    script: script.replace("you@example.com", grace.email).replace("your password", password),
  }));
  const { printed, stderr } = await walk(said, { API: t.url }, { key, folder: await workFolder() });
  const all = `${printed.join("\n---\n")}\n${stderr}`;
  assert.equal(stderr, "", all);
  const promised = said.flatMap(({ promises }, step) => promises.map((line) => ({ step, line })));
  assert.ok(promised.length > 15, "the guide says what its blocks print");
  for (const { step, line } of promised)
    assert.match(printed[step] ?? "", patternOf(line), `block ${step}, "${line}":\n${all}`);
});
