/**
 * Which addresses a call may reach. Tenants choose where we call: without this they would read the cloud's metadata,
 * this machine's services and the operator's network through us.
 */
import { isIP } from "node:net";
import { inRanges } from "#platform/limits";

/** What is no public IPv4 address: the special-purpose registry of IANA, multicast and class E with broadcast. */
const notPublic4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/**
 * Of IPv6 only this is given out. Outside lie ::, ::1, IPv4 written as IPv6 (::ffff:0:0/96, ::/96), NAT64
 * (64:ff9b::/96, 64:ff9b:1::/48), unique local, link-local, site-local and multicast addresses.
 */
const public6 = ["2000::/3"];

/** Within it: Teredo, ORCHID and benchmarking (2001::/23), two of documentation, and 6to4, which carries any IPv4 address and is given up (RFC 7526). */
const notPublic6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/** Where clouds hand out the machine's own credentials. Azure's is a public address. */
const metadata = [
  "169.254.169.254",
  "169.254.170.2",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd20:ce::254",
];

/**
 * Why an address must not be reached, as a sentence; undefined: it may be.
 * @param encrypted whether the call goes over TLS: anything else is only for addresses that the operator named
 * @param allow CIDRs that the operator named; a range opens no metadata service, only its address by itself does
 */
export function refusedAddress(
  address: string,
  { encrypted, allow }: { encrypted: boolean; allow: readonly string[] },
): string | undefined {
  if (isIP(address) === 0) return "What it resolves to is no address.";
  const named = allow.some((cidr) => !cidr.includes("/") && inRanges(address, [cidr]));
  if (inRanges(address, metadata)) return named ? undefined : "It leads to a metadata service.";
  if (named || inRanges(address, allow)) return undefined;
  if (!isPublic(address))
    return "It leads to a private or reserved network, which PLINTH_OUTBOUND_ALLOW does not name.";
  return encrypted
    ? undefined
    : "It is not encrypted: only https:// is called, except for addresses that PLINTH_OUTBOUND_ALLOW names.";
}

function isPublic(address: string): boolean {
  return isIP(address) === 4
    ? !inRanges(address, notPublic4)
    : inRanges(address, public6) && !inRanges(address, notPublic6);
}
