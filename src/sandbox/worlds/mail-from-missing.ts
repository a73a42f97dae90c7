import type { World } from "../world.ts";
import { HEALTHY_ZONE, healthy } from "./healthy.ts";

export const mailFromMissing: World = {
  ...healthy,
  name: "mail-from-missing",
  title: "The custom MAIL FROM domain does not resolve",
  story: [
    "SES shows everything delivered, and strict gateways answer 553 5.1.8",
    '"Domain of sender address does not exist": the zone has lost the MAIL FROM',
    "domain's MX and TXT records, and SES still believes in them.",
  ],
  zones: healthy.zones.map((zone) =>
    zone === HEALTHY_ZONE ? { ...zone, records: zone.records.replace(/^ *bounce .*\n/gm, "") } : zone,
  ),
};
