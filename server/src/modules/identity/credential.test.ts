import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Problem } from "#platform/errors";
import { secretOf } from "./credential.ts";

const key = `plk_${"k".repeat(32)}`;
const cookie = `pls_${"c".repeat(43)}`;
const token = "header.payload.signature";

describe("a credential is told by its form", () => {
  for (const [authorization, sent, kind] of [
    [`Bearer ${key}`, undefined, "key"],
    [`bearer   ${key}`, undefined, "key"],
    [`Bearer ${token}`, undefined, "token"],
    [undefined, cookie, "cookie"],
    // what is said aloud goes before what the browser adds
    [`Bearer ${key}`, cookie, "key"],
  ] as const) {
    test(`${authorization ?? "no header"} and ${sent ?? "no cookie"} is a ${kind}`, () => {
      const secret = secretOf({ authorization, cookie: sent });
      assert.equal(secret.kind, kind);
      assert.equal(secret.text, { key, token, cookie }[kind]);
    });
  }

  test("and everything else is refused alike, before anybody looks it up", () => {
    const none: [string | undefined, string | undefined][] = [
      [undefined, undefined],
      ["", cookie],
      ["Bearer", cookie],
      [`Basic ${key}`, cookie],
      [`Bearer ${key} ${key}`, undefined],
      [`Bearer ${key}\u0000`, undefined],
      [`Bearer plk_${"k".repeat(300)}`, undefined],
      [`Bearer ${cookie}`, undefined],
      ["Bearer a.b", undefined],
      ["Bearer a.b.c.d", undefined],
      [`Bearer a.b.${"c".repeat(3_000)}`, undefined],
      [undefined, key],
      [undefined, token],
      [undefined, cookie.slice(1)],
      [undefined, `"${cookie}"`],
    ];
    const said = none.map(([authorization, sent]) => {
      try {
        return secretOf({ authorization, cookie: sent }).kind;
      } catch (error) {
        assert.ok(error instanceof Problem);
        return `${error.kind.status} ${error.message}`;
      }
    });
    assert.equal(new Set(said).size, 1, said.join("\n"));
    assert.match(said[0] ?? "", /^401 /);
  });
});
