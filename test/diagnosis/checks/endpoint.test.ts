import { expect, it } from "vitest";
import { endpoint } from "../../../src/diagnosis/checks/endpoint.ts";
import { askOnce } from "../../../src/diagnosis/questions.ts";
import { createResolver } from "../../../src/dns/resolver.ts";
import { PortTrouble } from "../../../src/ports/trouble.ts";
import { startDns } from "../../../src/sandbox/dns/start-dns.ts";
import type { World } from "../../../src/sandbox/world.ts";
import { healthy } from "../../../src/sandbox/worlds/healthy.ts";

const BLIND: World["dnsFaults"] = [{ server: "resolver", then: "NXDOMAIN" }];

type Case = { says: string; host: string; dnsFaults?: World["dnsFaults"]; said: string };

/** The system's resolver says that the host does not exist; `dnsFaults` is what maildiag's own says of the public DNS. */
it.each<Case>([
  { says: "a misspelt host", host: "email-smtp.example.com", said: "ENDPOINT_UNREACHABLE gmail" },
  {
    says: "a misspelt host in a closed network",
    host: "smtp.example.com",
    dnsFaults: BLIND,
    said: "ENDPOINT_UNREACHABLE gmail",
  },
  { says: "SES's own host", host: "email-smtp.us-east-1.amazonaws.com", said: "ENDPOINT_UNREACHABLE gmail" },
  {
    says: "SES's own host in a closed network, where every name is said not to exist",
    host: "email-smtp.us-east-1.amazonaws.com",
    dnsFaults: BLIND,
    said: "error gmail",
  },
])("$says is said not to exist: $said", async ({ host, dnsFaults = [], said }) => {
  const dns = await startDns({ ...healthy, dnsFaults });
  try {
    const reading = { kind: "unreachable", fault: "no-such-host", detail: "" } as const;
    const questions = askOnce(
      {
        dns: createResolver({ servers: [dns.resolver], timeoutMs: 2_000 }),
        smtp: { probe: async () => reading, forget: async () => {} },
        now: () => new Date(),
      } as unknown as Parameters<typeof askOnce>[0],
      AbortSignal.timeout(8_000),
    );
    const relay = {
      name: "gmail",
      username: "AKIAIOSFODNN7EXAMPLE",
      from: "ann@example.com",
      region: "us-east-1",
      host,
      port: 587,
    };
    const [look] = endpoint.looks({ relays: [relay] } as unknown as Parameters<typeof endpoint.looks>[0], questions);
    const told = await look?.look().catch((error: unknown) => error);
    const words =
      told instanceof PortTrouble
        ? `${told.reason} ${told.details.asked}`
        : (told as { code: string; subject: string }[]).map((one) => `${one.code} ${one.subject}`).join();
    expect(words).toBe(said);
  } finally {
    await dns.close();
  }
});
