import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Compile } from "typebox/compile";
import { comparableEmail, Email } from "./email.ts";

const isAddress = Compile(Email);

describe("spellings of one mailbox are compared as one", () => {
  for (const [typed, kept] of [
    ["  Ada.Lovelace+Math@Example.COM ", "ada.lovelace+math@example.com"],
    ["ada@ｅｘａｍｐｌｅ.com", "ada@example.com"],
    ["ada@example。com", "ada@example.com"],
    ["ada@ⓔxample.com", "ada@example.com"],
    ["ada@\u212Aelvin.example", "ada@kelvin.example"],
    ["ada@Bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"],
    ["ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"],
    ["ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"],
    ["o'neil_{7}@mail-2.example", "o'neil_{7}@mail-2.example"],
  ] as const)
    test(`${typed} as ${kept}`, () => {
      assert.ok(isAddress.Check(typed));
      assert.equal(comparableEmail(typed), kept);
      assert.equal(comparableEmail(kept), kept);
    });
});

describe("what is no address, or might be another's, is refused", () => {
  for (const typed of [
    // a Kelvin sign is no k, and others are no letters of theirs either
    "\u212Aate@example.com",
    "ⓔva@example.com",
    "ａda@example.com",
    "müller@example.com",
    "mu\u0308ller@example.com",
    "ada\u200D@example.com",
    "ada",
    "@example.com",
    "ada@",
    "ada@example",
    "ada@@example.com",
    "ada＠example.com",
    "ada@a@example.com",
    "ada@example.com.",
    "ada@example..com",
    "ada@-example.com",
    "ada@ex%41mple.com",
    "ada@example.com/path",
    "ada@example.com:25",
    "ada@127.0.0.1",
    "ada@0x7f.11",
    "ada@[::1]",
    "ada@exam ple.com",
    "ada@exam\u00ADple.com",
    "Ada <ada@example.com>",
    "ada@example.com, eve@example.com",
    "ada@example.com\nBcc: eve@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"ü".repeat(62)}.${"ü".repeat(62)}.${"ü".repeat(62)}.${"ü".repeat(55)}.example`,
  ])
    test(JSON.stringify(typed), () => {
      assert.equal(isAddress.Check(typed), false);
      assert.throws(() => comparableEmail(typed), TypeError);
    });
});
