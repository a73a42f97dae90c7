import type { SesIdentityState, SesRegion, World } from "../../src/sandbox/world.ts";
import { HEALTHY_ZONE, healthy } from "../../src/sandbox/worlds/healthy.ts";

/** Changes to `example.com` of the healthy world; what is not named stays as it should be. */
export type Changes = {
  /** Lines that are taken out of the zone: those that begin with one of these. */
  without?: readonly string[];
  /** Lines that are added to the zone. */
  with?: readonly string[];
  /** Zones beside it. */
  zones?: World["zones"];
  nameServers?: World["nameServers"];
  instead?: Readonly<Record<string, string>>;
  dnsFaults?: World["dnsFaults"];
  awsFaults?: World["awsFaults"];
  account?: SesRegion["account"];
  /** Null takes the identity away. */
  identity?: SesIdentityState | null;
  identities?: SesRegion["identities"];
  /** What us-west-2 holds; naming it makes it one of the regions. */
  west?: SesRegion;
};

export const HEALTHY_REGION = healthy.ses["us-east-1"] as SesRegion;
export const HEALTHY_IDENTITY = HEALTHY_REGION.identities?.["example.com"] as SesIdentityState;

/** The lines of a zone without those that begin with one of the given texts. */
export function linesWithout(records: string, starts: readonly string[]): string {
  const isOut = (line: string) => starts.some((start) => line.trim().startsWith(start));
  return records
    .split("\n")
    .filter((line) => !isOut(line))
    .join("\n");
}

export function changed(changes: Changes): World {
  const records = [linesWithout(HEALTHY_ZONE.records, changes.without ?? []), ...(changes.with ?? [])].join("\n");
  const identity = changes.identity === undefined ? {} : changes.identity;
  const own = identity === null ? {} : { "example.com": { ...HEALTHY_IDENTITY, ...identity } };
  return {
    ...healthy,
    name: "changed",
    config: { domains: ["example.com"], regions: ["us-east-1", ...(changes.west ? ["us-west-2"] : [])] },
    nameServers: { ...healthy.nameServers, ...changes.nameServers },
    zones: [
      ...healthy.zones.map((zone) =>
        zone === HEALTHY_ZONE ? { ...zone, records, ...(changes.instead && { instead: changes.instead }) } : zone,
      ),
      ...(changes.zones ?? []),
    ],
    ...(changes.dnsFaults && { dnsFaults: changes.dnsFaults }),
    ...(changes.awsFaults && { awsFaults: changes.awsFaults }),
    ses: {
      "us-east-1": {
        ...HEALTHY_REGION,
        ...(changes.account && { account: changes.account }),
        identities: { ...own, ...changes.identities },
      },
      ...(changes.west && { "us-west-2": changes.west }),
    },
  };
}
