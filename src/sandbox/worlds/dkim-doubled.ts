import type { World } from "../world.ts";
import { HEALTHY_ZONE, healthy } from "./healthy.ts";

export const dkimDoubled: World = {
  ...healthy,
  name: "dkim-doubled",
  title: "A DNS panel has doubled the names of the DKIM records",
  story: [
    "Somebody typed the whole name into a panel that adds the domain by itself:",
    "token1._domainkey.example.com.example.com. SES has given up on DKIM.",
  ],
  zones: healthy.zones.map((zone) =>
    zone === HEALTHY_ZONE
      ? { ...zone, records: zone.records.replaceAll("._domainkey CNAME", "._domainkey.example.com CNAME") }
      : zone,
  ),
  ses: {
    "us-east-1": {
      ...healthy.ses["us-east-1"],
      identities: {
        "example.com": {
          ...healthy.ses["us-east-1"]?.identities?.["example.com"],
          DkimAttributes: { Tokens: ["token1", "token2", "token3"], Status: "FAILED" },
        },
      },
    },
  },
};
