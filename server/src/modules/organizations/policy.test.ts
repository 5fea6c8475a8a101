import assert from "node:assert/strict";
import { test } from "node:test";
import { definePermission, requirePermissions } from "#platform/access";
import { fixedRole, permissionsOf } from "./held-role.ts";
import { mayGrant, mayStillGrant, mayTake } from "./policy.ts";
import { type FixedRole, fixedRoles, permissionsOfRoles } from "./roles.ts";

// declared by nouns and verbs, which are not loaded here
for (const name of permissionsOfRoles()) definePermission(name, "Something of a test.");
const holder = (role: FixedRole, scopes: string[] | null = null) => ({
  permissions: permissionsOf(fixedRole(role), scopes),
});

test("only owners hold what is for owners", () => {
  requirePermissions(["organizations:own"]);
  for (const role of fixedRoles)
    assert.equal(holder(role).permissions.has("organizations:own"), role === "owner", role);
});

test("an owner gives and takes every role; an admin every one but the owner's; others only what they hold", () => {
  const cases: [FixedRole, FixedRole, boolean][] = [
    ["owner", "owner", true],
    ["owner", "admin", true],
    ["admin", "owner", false],
    ["admin", "admin", true],
    ["admin", "sales", true],
    ["admin", "finance", true],
    ["admin", "integration", true],
    ["admin", "auditor", true],
    ["finance", "finance", true],
    ["finance", "sales", false],
    ["sales", "warehouse", false],
    ["auditor", "sales", false],
  ];
  for (const [mine, other, allowed] of cases) {
    const words = `${mine} and ${other}`;
    assert.equal(mayGrant(holder(mine), fixedRole(other)).allowed, allowed, words);
    assert.equal(mayTake(holder(mine), fixedRole(other)).allowed, allowed, words);
    assert.equal(mayStillGrant(fixedRole(mine), fixedRole(other)).allowed, allowed, words);
  }
});

test("scopes narrow what is given, and what is of an owner stays for owners however narrow", () => {
  const narrow = holder("admin", ["orders:read"]);
  assert.equal(mayGrant(narrow, fixedRole("sales")).allowed, false);
  assert.equal(mayGrant(narrow, fixedRole("sales"), ["orders:read"]).allowed, true);
  assert.equal(mayGrant(holder("admin"), fixedRole("owner"), ["orders:read"]).allowed, false);
  assert.equal(mayTake(holder("admin"), fixedRole("owner"), ["orders:read"]).allowed, false);
});

test("a refusal names what is missing", () => {
  const refused = mayGrant(holder("sales"), fixedRole("warehouse"));
  assert.ok(!refused.allowed && /inventory:write/.test(refused.because), JSON.stringify(refused));
  const owners = mayTake(holder("admin"), fixedRole("owner"));
  assert.ok(!owners.allowed && /Only owners/.test(owners.because), JSON.stringify(owners));
});
