import { expect, it } from "vitest";
import type { DoctorItem } from "../../src/commands/answer.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { maildiag } from "./maildiag.ts";

type Case = { says: string; dnsFaults: World["dnsFaults"]; state: DoctorItem["state"]; detail: RegExp };

it.each<Case>([
  { says: "a resolver that answers", dnsFaults: [], state: "ok", detail: /^answers for nowhere\.example\.org$/ },
  {
    says: "a resolver that denies what surely exists, as in a closed network",
    dnsFaults: [{ server: "resolver", then: "NXDOMAIN" }],
    state: "unreachable",
    detail: /NXDOMAIN even of amazonses\.com/,
  },
  {
    says: "a resolver that refuses",
    dnsFaults: [{ server: "resolver", then: "REFUSED" }],
    state: "unreachable",
    detail: /^refused for nowhere\.example\.org/,
  },
])("doctor on $says", async ({ dnsFaults = [], state, detail }) => {
  const dns = await startDns({ ...healthy, dnsFaults });
  try {
    const { stdout } = await maildiag(["doctor", "--json"], {
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_DOMAINS: "nowhere.example.org",
      AWS_EC2_METADATA_DISABLED: "true",
    });
    const { items }: { items: readonly DoctorItem[] } = JSON.parse(stdout);
    expect(items.find(({ item }) => item === "DNS resolver")).toMatchObject({
      state,
      detail: expect.stringMatching(detail),
    });
  } finally {
    await dns.close();
  }
});
