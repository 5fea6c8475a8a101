import assert from "node:assert/strict";
import { test } from "node:test";
import { failing } from "#harness/erpnext-site";
import { addressOf } from "./rest-address.ts";

test("a value is one step of a path or one parameter, whatever it says", () => {
  const at = (external_id: string) =>
    addressOf("https://erp.example.com/api", "/c/{external_id}", { q: "{external_id}" }, { external_id })
      .href;
  assert.equal(
    at("a/../b?x=1#y"),
    "https://erp.example.com/api/c/a%2F..%2Fb%3Fx%3D1%23y?q=a%2F..%2Fb%3Fx%3D1%23y",
  );
  assert.equal(at("@evil.com"), "https://erp.example.com/api/c/%40evil.com?q=%40evil.com");
  assert.match(at("%2e%2e"), /\/api\/c\/%252e%252e/);
  for (const climbing of ["..", ".", ""])
    assert.throws(() => at(climbing), failing("erp_bad_name"), climbing);
  assert.throws(() => addressOf("https://erp.example.com/api", "/../x", {}, {}), failing("erp_bad_name"));
  assert.throws(() => addressOf("https://erp.example.com/api", "/%2e%2e/x", {}, {}), failing("erp_bad_name"));
});
