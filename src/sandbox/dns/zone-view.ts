import { isIPv6 } from "node:net";
import type { World, Zone } from "../world.ts";
import { absolute, readZone, TTL, type ZoneRecord } from "./zone-text.ts";

export type Zones = Pick<World, "zones" | "nameServers">;

/** A zone as one server holds it, with the records that a world leaves out: NS, the name servers' addresses, delegations. */
export type ZoneView = { origin: string; servers: readonly string[]; records: readonly ZoneRecord[] };

export type Lookup =
  | { kind: "records"; records: readonly ZoneRecord[] }
  | { kind: "cname"; record: ZoneRecord; target: string }
  | { kind: "referral"; zone: string; records: readonly ZoneRecord[] }
  | { kind: "nodata" }
  | { kind: "nxdomain" };

export function isWithin(name: string, origin: string): boolean {
  return origin === "." || name === origin || name.endsWith(`.${origin}`);
}

/** The zone with the longest origin that the name stands in, of those that fit. */
export function deepestZone(zones: readonly Zone[], name: string, fits: (zone: Zone) => boolean = () => true) {
  return zones
    .filter((zone) => isWithin(name, absolute(zone.origin)) && fits(zone))
    .toSorted((a, b) => absolute(b.origin).length - absolute(a.origin).length)[0];
}

/** A and AAAA of a name server, from the world's list. */
export function addressesOf({ nameServers }: Zones, name: string): ZoneRecord[] {
  return Object.entries(nameServers).flatMap(([server, { address }]) =>
    absolute(server) === name && address !== null
      ? [{ name, type: isIPv6(address) ? ("AAAA" as const) : ("A" as const), ttl: TTL, data: address }]
      : [],
  );
}

/** How `server` sees `zone`. What its text says wins over what is made up. */
export function viewOf(world: Zones, zone: Zone, server: string | undefined): ZoneView {
  const origin = absolute(zone.origin);
  const text = server === undefined ? zone.records : (zone.instead?.[server] ?? zone.records);
  const records = readZone(origin, text);
  const holds = (name: string, types: readonly string[]) =>
    records.some((record) => record.name === name && types.includes(record.type));

  const madeUp: ZoneRecord[] = [];
  if (!holds(origin, ["NS"])) madeUp.push(...nsRecords(origin, zone.servers));
  for (const child of world.zones) {
    const cut = absolute(child.origin);
    if (cut !== origin && isWithin(cut, origin) && !holds(cut, ["NS"])) madeUp.push(...nsRecords(cut, child.servers));
  }
  for (const name of Object.keys(world.nameServers).map(absolute)) {
    if (isWithin(name, origin) && !holds(name, ["A", "AAAA", "CNAME"])) madeUp.push(...addressesOf(world, name));
  }
  return { origin, servers: zone.servers.map(absolute), records: [...records, ...madeUp] };
}

function nsRecords(name: string, servers: readonly string[]): ZoneRecord[] {
  return servers.map((server) => ({ name, type: "NS", ttl: TTL, data: absolute(server) }));
}

/** What a zone says of a name that stands in it: RFC 1034 §4.3.2, wildcards as in RFC 4592. */
export function lookUp(view: ZoneView, name: string, type: string): Lookup {
  const cut = cutAbove(view, name);
  if (cut) return cut;

  const exists = (candidate: string) => view.records.some((record) => isWithin(record.name, candidate));
  if (exists(name) || name === view.origin) return atNode(view, name, name, type);

  let encloser = parentOf(name);
  while (encloser !== view.origin && !exists(encloser)) encloser = parentOf(encloser);
  const wildcard = encloser === "." ? "*" : `*.${encloser}`;
  return view.records.some((record) => record.name === wildcard)
    ? atNode(view, wildcard, name, type)
    : { kind: "nxdomain" };
}

function atNode(view: ZoneView, node: string, name: string, type: string): Lookup {
  const here = view.records.filter((record) => record.name === node).map((record) => ({ ...record, name }));
  const alias = here.find((record) => record.type === "CNAME");
  if (alias?.type === "CNAME" && type !== "CNAME") return { kind: "cname", record: alias, target: alias.data };
  const records = here.filter((record) => record.type === type);
  return records.length > 0 ? { kind: "records", records } : { kind: "nodata" };
}

/** The topmost delegation between the zone and the name. */
function cutAbove(view: ZoneView, name: string): Lookup | undefined {
  let highest: string | undefined;
  for (let at = name; at !== view.origin && at !== "."; at = parentOf(at)) {
    if (view.records.some((record) => record.type === "NS" && record.name === at)) highest = at;
  }
  if (highest === undefined) return undefined;
  const zone = highest;
  return { kind: "referral", zone, records: view.records.filter((r) => r.type === "NS" && r.name === zone) };
}

function parentOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? "." : name.slice(dot + 1) || ".";
}
