import assert from "node:assert/strict";
import { test } from "node:test";
import { definePermission } from "#platform/access";
import { fixedRole, heldRole } from "./held-role.ts";

const own = { role: "packer", role_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", role_scope: "all" } as const;

test("a fixed role that was asked for early holds what is declared after it", () => {
  assert.equal(fixedRole("owner").permissions.has("parcels:pack"), false);
  definePermission("parcels:pack", "Pack parcels of the test.");
  assert.equal(fixedRole("owner").permissions.has("parcels:pack"), true);
  assert.equal(fixedRole("sales").permissions.has("parcels:pack"), false);
});

test("a fixed role is the same object until another permission is declared: what depends on it is remembered by it", () => {
  definePermission("parcels:weigh", "Weigh parcels of the test.");
  assert.equal(fixedRole("owner"), fixedRole("owner"));
  assert.equal(fixedRole("owner").permissions, fixedRole("owner").permissions);
});

test("a role of the organization's own holds what exists of what was written down, from when it exists", () => {
  const held = () => [
    ...heldRole({ ...own, role_permissions: ["parcels:send", "parcels:pack"] }).permissions,
  ];
  assert.deepEqual(held(), ["parcels:pack"]);
  definePermission("parcels:send", "Send parcels of the test.");
  assert.deepEqual(held(), ["parcels:pack", "parcels:send"]);
});

test("a name that stands for nothing any more holds nothing and sees nobody", () => {
  const gone = heldRole({ role: "gone", role_id: null, role_scope: null, role_permissions: null });
  assert.deepEqual([gone.permissions.size, gone.scope, gone.id], [0, "assigned", null]);
});
