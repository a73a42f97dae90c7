import { Resolver } from "node:dns";
import { isIP, isIPv6 } from "node:net";

/** Where a DNS server listens. `port` is null where none was named: 53. */
export type ServerAddress = { address: string; port: number | null };

export const DNS_PORT = 53;

/** Reads `ip`, `ip:port`, `[ip6]` or `[ip6]:port`; null for anything else. */
export function readServerAddress(text: string): ServerAddress | null {
  if (isIP(text)) return { address: text, port: null };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? "";
  if (bracketed === undefined ? isIP(address) !== 4 : !isIPv6(address)) return null;
  if (digits === undefined) return { address, port: null };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { address, port } : null;
}

/** `192.0.2.53:53`, `[2001:db8::53]:53` */
export function showServer({ address, port }: ServerAddress): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port ?? DNS_PORT}`;
}

/** What the system is set to ask, read anew: a laptop or a DHCP lease changes networks under a long run. */
export function systemServers(): ServerAddress[] {
  return new Resolver().getServers().flatMap((text) => readServerAddress(text) ?? []);
}
