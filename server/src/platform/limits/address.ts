/**
 * Addresses as those who guess from them own them: who has one IPv6 address has a whole /64 of them, and a provider's
 * customer often a /48. An IPv4 address written as IPv6 (`::ffff:192.0.2.7`) is the IPv4 address.
 */
import { BlockList, isIPv4, isIPv6 } from "node:net";

type Parsed = { family: "ipv4"; address: string } | { family: "ipv6"; address: string; groups: number[] };
type Range = { family: "ipv4" | "ipv6"; address: string; prefix: number };

/** The address for counting: an IPv4 address itself, the /64 of an IPv6 one. What is no address is its own key. */
export function addressKey(address: string): string {
  const parsed = parse(address);
  if (parsed === undefined) return address;
  return parsed.family === "ipv4" ? parsed.address : range(parsed.groups, 4);
}

/** The neighbourhood of an address: its /24 (IPv4) or /48 (IPv6), as text. What is no address is its own range. */
export function addressRange(address: string): string {
  const parsed = parse(address);
  if (parsed === undefined) return address;
  return parsed.family === "ipv4" ? parsed.address.replace(/\.\d+$/, ".0/24") : range(parsed.groups, 3);
}

/** Whether an address lies in one of the ranges. What is no address lies in none; no ranges hold nobody. */
export function inRanges(address: string, cidrs: readonly string[]): boolean {
  const parsed = parse(address);
  if (parsed === undefined) return false;
  const allowed = new BlockList();
  // of the same family: a BlockList finds 10.1.2.3 in ::/0, which was not meant
  for (const each of cidrs.map(parseCidr))
    if (each?.family === parsed.family) allowed.addSubnet(each.address, each.prefix, each.family);
  return allowed.check(parsed.address, parsed.family);
}

/** Loopback, private and link-local addresses (RFC 1918, 4193, 3927, 4291). */
const privateRanges = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** Whether an address is this machine's or of a network of one's own. What is no address is not. */
export function isPrivate(address: string): boolean {
  return inRanges(address, privateRanges);
}

/** Whether a range lies in one of the others as a whole. What is no range lies in none. */
export function isWithin(cidr: string, cidrs: readonly string[]): boolean {
  const inner = parseCidr(cidr);
  if (inner === undefined) return false;
  return cidrs.map(parseCidr).some((outer) => {
    if (outer?.family !== inner.family || outer.prefix > inner.prefix) return false;
    const list = new BlockList();
    list.addSubnet(outer.address, outer.prefix, outer.family);
    return list.check(inner.address, inner.family);
  });
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one address by itself. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined;
}

/** What a range with an address inside it was meant as: `10.0.0.1/8` → `10.0.0.0/8`; undefined when it is in order. */
export function networkInstead(cidr: string): string | undefined {
  const found = parseCidr(cidr);
  if (found === undefined) return undefined;
  const { family, address, prefix } = found;
  const bits = family === "ipv4" ? 8 : 16;
  const parts = family === "ipv4" ? address.split(".").map(Number) : groupsOf(address);
  const kept = parts.map((part, i) => part & -(1 << Math.min(bits, Math.max(0, bits * (i + 1) - prefix))));
  if (kept.every((part, i) => part === parts[i])) return undefined;
  if (family === "ipv4") return `${kept.join(".")}/${prefix}`;
  const written = kept.map((group) => group.toString(16)).join(":");
  return `${new URL(`http://[${written}]/`).hostname.slice(1, -1)}/${prefix}`;
}

function parseCidr(text: string): Range | undefined {
  const [address = "", length, ...more] = text.split("/");
  const parsed = address.includes("%") ? undefined : parse(address);
  if (parsed === undefined || more.length > 0) return undefined;
  const written = isIPv4(address) ? 32 : 128;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = length === undefined ? written : Number(length);
  if (prefix > written) return undefined;
  if (parsed.family === "ipv6" || written === 32) return { ...parsed, prefix };
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8; a shorter one holds more than IPv4 addresses
  return prefix < 96 ? undefined : { ...parsed, prefix: prefix - 96 };
}

function parse(text: string): Parsed | undefined {
  const address = text.replace(/%.*$/s, "");
  if (isIPv4(address)) return { family: "ipv4", address };
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const [high = 0, low = 0] = groups.slice(6);
  const mapped = groups.slice(0, 6).join() === "0,0,0,0,0,65535";
  return mapped
    ? { family: "ipv4", address: [high >> 8, high & 255, low >> 8, low & 255].join(".") }
    : { family: "ipv6", address, groups };
}

/** The eight groups of an IPv6 address as numbers. */
function groupsOf(address: string): number[] {
  // a URL's parser writes an address in one way only: lower case, no dotted part, one `::`
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const numbers = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [numbers(head), numbers(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function range(groups: number[], count: number): string {
  const kept = groups.slice(0, count).map((group) => group.toString(16));
  return `${kept.join(":")}::/${count * 16}`;
}
