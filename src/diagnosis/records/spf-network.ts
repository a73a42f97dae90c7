import ipaddr from "ipaddr.js";

/** An IPv4 address in four decimals without leading zeros (qnum, RFC 7208 §5.6). */
export function isIp4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** An IPv6 address of RFC 4291 §2.2, without a zone. */
export function isIp6(text: string): boolean {
  return text.length <= 45 && !text.includes("%") && ipaddr.IPv6.isValid(text);
}

/** The first host address of a network; the address itself where the network holds one or two. */
export function firstHostOf(address: string, prefix: number): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const inside = bytes.map((byte, index) => byte & (0xff << Math.min(Math.max((index + 1) * 8 - prefix, 0), 8)) & 0xff);
  const last = inside.length - 1;
  if (prefix < bytes.length * 8 - 1) inside[last] = (inside[last] ?? 0) | 1;
  return ipaddr.fromByteArray(inside).toString();
}

/** Whether an address lies in a network; never across the two families. */
export function isInNetwork(address: string, network: string, prefix: number): boolean {
  const [client, net] = [ipaddr.parse(address), ipaddr.parse(network)];
  return client.kind() === net.kind() && client.match(net, prefix);
}
