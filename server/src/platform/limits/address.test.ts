import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addressKey,
  addressRange,
  inRanges,
  isCidr,
  isPrivate,
  isWithin,
  networkInstead,
} from "./address.ts";

describe("an address is counted", () => {
  for (const [address, key, range] of [
    ["192.0.2.77", "192.0.2.77", "192.0.2.0/24"],
    ["::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24"],
    ["::FFFF:c000:024d", "192.0.2.77", "192.0.2.0/24"],
    ["0:0:0:0:0:ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24"],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
    ["2001:0db8:0000:0000:ffff::", "2001:db8:0:0::/64", "2001:db8:0::/48"],
    ["::1", "0:0:0:0::/64", "0:0:0::/48"],
    ["fe80::1%eth0", "fe80:0:0:0::/64", "fe80:0:0::/48"],
    ["unknown", "unknown", "unknown"],
    ["", "", ""],
    ["192.0.2", "192.0.2", "192.0.2"],
    ["2001:db8::1::2", "2001:db8::1::2", "2001:db8::1::2"],
  ] as const) {
    test(`${address || "(empty)"} as ${key || "(empty)"} in ${range || "(empty)"}`, () => {
      assert.equal(addressKey(address), key);
      assert.equal(addressRange(address), range);
    });
  }
});

test("all addresses of an IPv6 neighbourhood are counted together, those beside it apart", () => {
  const ranges = ["2001:db8:1::", "2001:db8:1:ffff::1", "2001:db8:1:0:a:b:c:d"].map(addressRange);
  assert.equal(new Set(ranges).size, 1);
  assert.notEqual(addressRange("2001:db8:2::"), ranges[0]);
});

describe("a range", () => {
  for (const [text, is] of [
    ["10.0.0.0/8", true],
    ["0.0.0.0/0", true],
    ["192.0.2.7", true],
    ["192.0.2.7/32", true],
    ["2001:db8::/32", true],
    ["2001:db8::1", true],
    ["::/0", true],
    ["::ffff:10.0.0.0/104", true],
    ["::ffff:10.0.0.0/8", false],
    ["10.0.0.0/33", false],
    ["10.0.0.0/08", false],
    ["10.0.0.0/-1", false],
    ["10.0.0.0/", false],
    ["10.0.0.0/8/8", false],
    ["10.0.0/8", false],
    ["010.0.0.0/8", false],
    ["2001:db8::/129", false],
    ["fe80::1%eth0/64", false],
    ["10.0.0.0/8 ", false],
    ["example.com", false],
    ["", false],
  ] as const) {
    test(`${text || "(empty)"} is ${is ? "one" : "none"}`, () => assert.equal(isCidr(text), is));
  }

  for (const [address, cidrs, held] of [
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["11.1.2.3", ["10.0.0.0/8", "11.1.2.3"], true],
    ["11.1.2.4", ["10.0.0.0/8", "11.1.2.3"], false],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"], true],
    ["10.1.2.3", ["::ffff:10.0.0.0/104"], true],
    ["10.1.2.3", ["::/0"], false],
    ["2001:db8::5", ["2001:db8::/32"], true],
    ["2001:db9::5", ["2001:db8::/32"], false],
    ["2001:db8::5", ["0.0.0.0/0"], false],
    ["10.1.2.3", ["10.0.0.0/33", "nonsense"], false],
    ["10.1.2.3", [], false],
    ["nobody", ["0.0.0.0/0", "::/0"], false],
  ] as const) {
    test(`${address} is ${held ? "in" : "outside"} ${cidrs.join(", ") || "nothing"}`, () =>
      assert.equal(inRanges(address, cidrs), held));
  }
});

describe("a range that begins inside itself was meant as", () => {
  for (const [text, meant] of [
    ["10.0.0.1/8", "10.0.0.0/8"],
    ["192.0.2.129/25", "192.0.2.128/25"],
    ["172.31.0.0/12", "172.16.0.0/12"],
    ["10.0.0.1/0", "0.0.0.0/0"],
    ["::ffff:10.0.0.1/104", "10.0.0.0/8"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["2001:db8:ffff::/33", "2001:db8:8000::/33"],
    ["::1/0", "::/0"],
    ["10.0.0.0/8", undefined],
    ["10.0.0.1", undefined],
    ["255.255.255.255/32", undefined],
    ["0.0.0.0/0", undefined],
    ["2001:db8::1", undefined],
    ["2001:db8::/32", undefined],
    ["ffff::/16", undefined],
    ["nonsense", undefined],
  ] as const)
    test(`${text}: ${meant ?? "nothing else"}`, () => assert.equal(networkInstead(text), meant));
});

test("an address is of one's own network, or of the world", () => {
  for (const own of [
    "127.0.0.1",
    "10.9.8.7",
    "172.31.0.1",
    "192.168.1.5",
    "::1",
    "fd00::5",
    "::ffff:10.0.0.1",
  ])
    assert.equal(isPrivate(own), true, own);
  for (const other of ["172.32.0.1", "192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", "unknown", ""])
    assert.equal(isPrivate(other), false, other);
});

describe("a range within ranges", () => {
  for (const [inner, outer, is] of [
    ["10.1.0.0/16", ["10.0.0.0/8"], true],
    ["10.0.0.0/8", ["10.0.0.0/8"], true],
    ["10.0.0.0/7", ["10.0.0.0/8"], false],
    ["0.0.0.0/0", ["10.0.0.0/8", "11.0.0.0/8"], false],
    ["10.1.2.3", ["11.0.0.0/8", "10.1.2.0/24"], true],
    ["10.1.3.3", ["10.1.2.0/24"], false],
    ["::ffff:10.1.0.0/112", ["10.0.0.0/8"], true],
    ["2001:db8:1::/48", ["2001:db8::/32"], true],
    ["2001:db9::/48", ["2001:db8::/32"], false],
    ["10.1.2.3", ["::/0"], false],
    ["nonsense", ["0.0.0.0/0"], false],
    ["10.1.2.3", ["nonsense"], false],
    ["10.1.2.3", [], false],
  ] as const) {
    test(`${inner} ${is ? "lies" : "does not lie"} in ${outer.join(", ") || "nothing"}`, () =>
      assert.equal(isWithin(inner, outer), is));
  }
});
