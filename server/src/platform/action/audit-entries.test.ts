/** The statement that leaves the trail is sent with every deed: it must stay prepared, and the two forms agree. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { type Changes, entryFor, personal } from "#platform/audit";
import { trailStatement } from "./audit-entries.ts";

const statementOf = (about: "nobody" | "somebody") => {
  const context = organizationContext(randomUUID());
  const subject = {
    action: "things.make",
    subject_type: "thing",
    subject_id: randomUUID(),
    subject_version: 1,
  };
  const changes: Changes = about === "somebody" ? { email: personal(null, "ada@example.com") } : {};
  return trailStatement(context.organizationId, [], [entryFor(context, subject, changes)], []);
};

for (const about of ["nobody", "somebody"] as const)
  test(`of a deed about ${about} it is prepared once, whatever its values`, () => {
    const [one, another] = [statementOf(about), statementOf(about)];
    assert.notEqual(one.name, undefined);
    assert.deepEqual([one.name, one.text], [another.name, another.text]);
    assert.notDeepEqual(one.values, another.values);
  });

test("both forms write facts, records and entries in the same words", () => {
  const [plain, withValues] = [statementOf("nobody"), statementOf("somebody")];
  assert.notEqual(plain.name, withValues.name);
  const insertsOf = (text: string) =>
    [...text.matchAll(/insert into (plinth\.\w+) \(organization_id, (?:id, )?([^)]*)\)/g)].map(
      ([, table, columns]) => `${table}: ${columns}`,
    );
  assert.deepEqual(insertsOf(withValues.text).slice(0, 3), insertsOf(plain.text));
  assert.equal(insertsOf(plain.text).length, 3);
});
