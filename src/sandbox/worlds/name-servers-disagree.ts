import type { World } from "../world.ts";
import { HEALTHY_ZONE, healthy } from "./healthy.ts";

export const nameServersDisagree: World = {
  ...healthy,
  name: "name-servers-disagree",
  title: "One of two name servers has an old zone",
  story: [
    "Half of the receivers see a MAIL FROM domain with an MX, the other half see",
    "none: ns2.dns.example still serves a zone from before it was published.",
  ],
  zones: healthy.zones.map((zone) =>
    zone === HEALTHY_ZONE
      ? { ...zone, instead: { "ns2.dns.example": zone.records.replace(/^ *bounce .*\n/gm, "") } }
      : zone,
  ),
};
