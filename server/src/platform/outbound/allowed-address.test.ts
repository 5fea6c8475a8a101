import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusedAddress } from "./allowed-address.ts";

const reserved: Record<string, string[]> = {
  "this network": ["0.0.0.0", "0.1.2.3"],
  loopback: ["127.0.0.1", "127.255.255.254", "::1"],
  private: ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
  "shared by a carrier": ["100.64.0.1", "100.127.255.255"],
  "link-local": ["169.254.0.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"],
  "given to protocols": ["192.0.0.1", "192.0.0.170", "192.88.99.1", "2001:1::1", "2001:20::1"],
  documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1", "3fff::1"],
  benchmarking: ["198.18.0.1", "198.19.255.255", "2001:2::1"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
  "reserved and broadcast": ["240.0.0.1", "255.255.255.255"],
  "the unspecified address": ["::"],
  "unique local": ["fc00::1", "fdff::1", "fd00:ec2::254"],
  "site-local": ["fec0::1"],
  "discard only": ["100::1"],
  "IPv4 written as IPv6": ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8"],
  "IPv4 in other clothes": ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
  NAT64: ["64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1", "64:ff9b:1:ffff::1"],
  "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1"],
  Teredo: ["2001::1", "2001:0:7f00:1::"],
  "segment routing": ["5f00::1"],
  metadata: ["169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd20:ce::254"],
  "what is no address": ["", "localhost", "0177.1", "127.1", "1.2.3", "::g", "8.8.8.8:80"],
};
const open = [
  "1.1.1.1",
  "8.8.8.8",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.0.1",
  "172.32.0.1",
  "192.0.1.1",
].concat(["198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:200::1"]);

describe("an address that no operator named", () => {
  for (const [kind, addresses] of Object.entries(reserved))
    test(`is refused when it is ${kind}`, () => {
      for (const address of addresses)
        for (const encrypted of [true, false])
          assert.ok(refusedAddress(address, { encrypted, allow: [] }), address);
    });

  test("is reached when it is public, over an encrypted line only", () => {
    for (const address of open) {
      assert.equal(refusedAddress(address, { encrypted: true, allow: [] }), undefined, address);
      assert.match(refusedAddress(address, { encrypted: false, allow: [] }) ?? "", /not encrypted/, address);
    }
  });
});

describe("an operator's list", () => {
  const reached: [address: string, allow: string][] = [
    ["10.1.2.3", "10.0.0.0/8"],
    ["::ffff:10.1.2.3", "10.0.0.0/8"],
    ["127.0.0.1", "127.0.0.1"],
    ["fd00:1::7", "fd00:1::/32"],
    ["64:ff9b::808:808", "64:ff9b::/96"],
    ["8.8.8.8", "8.8.8.8"],
    ["169.254.169.254", "169.254.169.254"],
  ];
  for (const [address, allow] of reached)
    test(`${allow} opens ${address}, encrypted or not`, () => {
      for (const encrypted of [true, false])
        assert.equal(refusedAddress(address, { encrypted, allow: [allow] }), undefined);
    });

  const refused: [address: string, allow: string][] = [
    ["10.1.2.3", "10.1.2.4"],
    ["10.1.2.3", "::/0"],
    ["::1", "0.0.0.0/0"],
    ["169.254.169.254", "169.254.0.0/16"],
    ["169.254.169.254", "0.0.0.0/0"],
    ["::ffff:169.254.169.254", "0.0.0.0/0"],
    ["fd00:ec2::254", "fd00::/8"],
    ["168.63.129.16", "168.63.0.0/16"],
  ];
  for (const [address, allow] of refused)
    test(`${allow} does not open ${address}`, () => {
      assert.ok(refusedAddress(address, { encrypted: true, allow: [allow] }));
    });
});
