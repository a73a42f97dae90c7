import type { Answer, SoaAnswer } from "dns-packet";
import { absolute, TTL } from "./zone-text.ts";
import { addressesOf, deepestZone, isWithin, lookUp, viewOf, type Zones, type ZoneView } from "./zone-view.ts";

export const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

/** What goes into a DNS message, but for the question and the asker's id. */
export type Reply = {
  rcode: keyof typeof RCODES;
  authoritative: boolean;
  answers: readonly Answer[];
  authorities: readonly Answer[];
};

/** Unbound follows 11 aliases, BIND 16; what is longer is a loop to them. */
const LONGEST_CHAIN = 11;

export function bare(rcode: Reply["rcode"]): Reply {
  return { rcode, authoritative: false, answers: [], authorities: [] };
}

/** The recursive resolver's answer: from what each zone's first server holds, across zones. */
export function resolve(world: Zones, asked: string, type: string): Reply {
  const answers: Answer[] = [];
  let name = absolute(asked);
  for (let steps = 0; steps <= LONGEST_CHAIN; steps++) {
    const zone = deepestZone(world.zones, name);
    if (!zone) return { ...bare(outside(world, name, type, answers)), answers };
    const view = viewOf(world, zone, zone.servers[0]);
    const found = soaAsked(view, name, type) ?? lookUp(view, name, type);
    switch (found.kind) {
      case "records":
        return { ...bare("NOERROR"), answers: [...answers, ...found.records] };
      case "cname":
        answers.push(found.record);
        name = found.target;
        break;
      case "nodata":
        return { ...bare("NOERROR"), answers, authorities: [soaOf(view)] };
      case "nxdomain":
        return { ...bare("NXDOMAIN"), answers, authorities: [soaOf(view)] };
      case "referral":
        // The text delegates to servers that hold no zone of this world.
        return bare("SERVFAIL");
    }
  }
  return bare("SERVFAIL");
}

/** A name that stands in no zone: a name server's, one above something that exists, or none. */
function outside(world: Zones, name: string, type: string, answers: Answer[]): Reply["rcode"] {
  const addresses = addressesOf(world, name);
  answers.push(...addresses.filter((record) => record.type === type));
  const known = [...world.zones.map(({ origin }) => origin), ...Object.keys(world.nameServers)];
  const exists = addresses.length > 0 || known.map(absolute).some((other) => other !== name && isWithin(other, name));
  return exists ? "NOERROR" : "NXDOMAIN";
}

/** The answer of the authoritative server that goes by these names. It knows only the zones that it serves. */
export function answerAs(servers: readonly string[], world: Zones, asked: string, type: string): Reply {
  const serves = (zoneServers: readonly string[]) => zoneServers.find((server) => servers.includes(absolute(server)));
  let name = absolute(asked);
  const zone = deepestZone(world.zones, name, (candidate) => serves(candidate.servers) !== undefined);
  if (!zone) return bare("REFUSED");
  const view = viewOf(world, zone, serves(zone.servers));

  const answers: Answer[] = [];
  const authoritative = true;
  for (let steps = 0; steps <= LONGEST_CHAIN; steps++) {
    // Like NSD: an alias is followed inside its own zone only.
    if (!isWithin(name, view.origin)) break;
    const found = soaAsked(view, name, type) ?? lookUp(view, name, type);
    switch (found.kind) {
      case "records":
        return { rcode: "NOERROR", authoritative, answers: [...answers, ...found.records], authorities: [] };
      case "cname":
        answers.push(found.record);
        name = found.target;
        break;
      case "nodata":
        return { rcode: "NOERROR", authoritative, answers, authorities: [soaOf(view)] };
      case "nxdomain":
        return { rcode: "NXDOMAIN", authoritative, answers, authorities: [soaOf(view)] };
      case "referral":
        return { rcode: "NOERROR", authoritative: answers.length > 0, answers, authorities: found.records };
    }
  }
  return { rcode: "NOERROR", authoritative, answers, authorities: [] };
}

function soaAsked(view: ZoneView, name: string, type: string) {
  return type === "SOA" && name === view.origin ? { kind: "records" as const, records: [soaOf(view)] } : undefined;
}

function soaOf({ origin, servers }: ZoneView): SoaAnswer {
  const data = {
    mname: servers[0] ?? ".",
    rname: origin === "." ? "hostmaster" : `hostmaster.${origin}`,
    serial: 1,
    refresh: 3600,
    retry: 600,
    expire: 86400,
    minimum: TTL,
  };
  return { name: origin, type: "SOA", ttl: TTL, data };
}
