import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { DNS_PORT, readServerAddress } from "./server-address.ts";

/**
 * On which port an authoritative server at `address` is asked; null: never. Only public addresses are, on 53: a zone may
 * name any address, and nobody is to reach the inside of our network through us. Under a loopback resolver with a port
 * (a local world) loopback addresses are asked too, on that port.
 *
 * `resolvers` as in `createResolver`; ranges as in the IANA special-purpose registries (RFC 6890).
 */
export function askingPort(address: string, resolvers: readonly string[]): number | null {
  // ipaddr.js also reads 0x7f.1 and 2130706433, which DNS never answers; a zone index names an interface of ours.
  if (isIP(address) === 0 || address.includes("%")) return null;
  const range = rangeOf(address);
  if (range === "unicast") return DNS_PORT;
  if (range !== "loopback") return null;
  for (const text of resolvers) {
    const resolver = readServerAddress(text);
    if (resolver && resolver.port !== null && rangeOf(resolver.address) === "loopback") return resolver.port;
  }
  return null;
}

/** `process` takes IPv6-mapped IPv4 for what it is. */
function rangeOf(address: string): string {
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  // Global unicast is 2000::/3 alone (RFC 4291 §2.4 with the IANA registry); the rest is unassigned, IPv4-compatible ::/96 too.
  if (range === "unicast" && parsed.kind() === "ipv6" && !parsed.match(GLOBAL_UNICAST)) return "reserved";
  return range;
}

const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");
