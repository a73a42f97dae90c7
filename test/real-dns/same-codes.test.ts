import { describe, expect, it } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { HEALTHY_ZONE } from "../../src/sandbox/worlds/healthy.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { checked } from "../diagnosis/checked.ts";
import { changed, linesWithout } from "../diagnosis/world.ts";
import { isInstalled, serveByRealServers } from "./serve.ts";

const missing = ["nsd", "unbound"].filter((program) => !isInstalled(program));

const FAMILIES: readonly (readonly [string, World])[] = [
  ["a domain in order", changed({})],
  ["the incident's domain", jada],
  ["a MAIL FROM that does not exist", changed({ without: ["bounce"] })],
  ["a MAIL FROM without MX", changed({ without: ["bounce MX"] })],
  ["an MX whose target does not exist", changed({ without: ["@ MX"], with: ["@ MX 10 gone.google.com."] })],
  ["a null MX", changed({ without: ["@ MX"], with: ["@ MX 0 ."] })],
  [
    "a doubled DKIM name",
    changed({ without: ["token2"], with: ["token2._domainkey.example.com CNAME token2.dkim.amazonses.com."] }),
  ],
  ["a DKIM alias to nowhere", changed({ without: ["token2"], with: ["token2._domainkey CNAME gone.google.com."] })],
  ["no DMARC record", changed({ without: ["_dmarc"] })],
  [
    "an SPF record in many strings",
    changed({ without: ["bounce TXT"], with: ['bounce TXT "v=spf1 include:amazon" "ses.com ~all"'] }),
  ],
];

describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `nsd and unbound (skipped: ${missing.join(" and ")} not installed)` : "nsd and unbound",
  () => {
    it.each(FAMILIES)(
      "serve %s with the same codes as the stand-in",
      async (_, world) => {
        const real = await serveByRealServers(world);
        try {
          const [onReal, onStandIn] = await Promise.all([checked(world, { resolver: real.resolver }), checked(world)]);
          expect(onReal.codes).toEqual(onStandIn.codes);
        } finally {
          await real.close();
        }
      },
      20_000,
    );

    it("serve zones that disagree, and both servers are told apart", async () => {
      // What the resolver happens to hear decides the other codes.
      const world = changed({ instead: { "ns2.dns.example": linesWithout(HEALTHY_ZONE.records, ["bounce"]) } });
      const real = await serveByRealServers(world);
      try {
        expect((await checked(world, { resolver: real.resolver })).codes).toContain("NS_DISAGREE");
      } finally {
        await real.close();
      }
    }, 20_000);
  },
);
