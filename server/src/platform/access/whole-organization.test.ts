import assert from "node:assert/strict";
import { test } from "node:test";
import { beyondScope, createContext, seesAll, wholeOrganization } from "./index.ts";

const limited = createContext({
  organizationId: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  actor: { kind: "api_key", id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61", name: "A key" },
  permissions: new Set(["things:read"]),
  scope: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a62"],
  requestId: "r-1",
  door: "test",
});

test("whoever has a scope sees a part, also where it names but one; the refusal says what would change it", () => {
  assert.deepEqual(seesAll({ scope: "all" }), { allowed: true });
  const sentence = seesAll(limited);
  assert.ok(!sentence.allowed);
  assert.match(sentence.because, /who see the whole organization/);
  assert.deepEqual(sentence.denial, { rule: "scope", grants: [wholeOrganization] });
});

test("beyond the scope it is the same caller of the same request, and the one within it stays", () => {
  const beyond = beyondScope(limited);
  assert.deepEqual({ ...beyond, scope: limited.scope }, limited);
  assert.equal(beyond.scope, "all");
  assert.equal(beyond.sql, limited.sql, "what it asks is counted with the request's other statements");
  assert.notEqual(limited.scope, "all");
});
