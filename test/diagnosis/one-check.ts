import { expect } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createCloudWatch } from "../../src/aws/cloudwatch.ts";
import { createSes } from "../../src/aws/ses.ts";
import type { Check } from "../../src/diagnosis/check.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Finding, Fix, Severity } from "../../src/diagnosis/finding.ts";
import { askOnce } from "../../src/diagnosis/questions.ts";
import { entryOf } from "../../src/diagnosis/report.ts";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import { createResolver } from "../../src/dns/resolver.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { Asked, World } from "../../src/sandbox/world.ts";
import { WITHOUT_RELAYS } from "./without-relays.ts";

// Loading the SDK keeps the process from hearing answers that have come; it is done before any time-out runs.
await import("@aws-sdk/client-sesv2");

const NOW = new Date("2026-11-21T20:00:00Z");

export type OneCheckOptions = { domain?: string; limitMs?: number; dnsTimeoutMs?: number };

export type Told = { finding: Finding; severity: Severity; title: string; why: string; fix: Fix | null };

export type OneCheck = {
  findings: readonly Finding[];
  /** `CODE subject`, in the order of the report. */
  said: readonly string[];
  told: readonly Told[];
  asked: { dns: readonly Asked[]; aws: readonly Asked[] };
};

/** Runs one check on a world, through the real adapters and the stand-ins on loopback. */
export async function runCheck(check: Check, world: World, options: OneCheckOptions = {}): Promise<OneCheck> {
  // Waited out only where a world is silent on purpose; short enough for that, long enough for a busy machine.
  const hasSilence = world.dnsFaults?.some(({ then }) => then === "timeout") ?? false;
  const { limitMs = 20_000, dnsTimeoutMs = hasSilence ? 300 : 5_000 } = options;
  const dns = await startDns(world);
  const aws = await startAws({ ...world, now: () => NOW });
  try {
    const resolvers = [dns.resolver];
    const caller = createAws({
      endpoint: aws.url,
      credentials: async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "test" }),
      rate: { limit: 1, intervalMs: 1 },
    });
    const deps = {
      ...WITHOUT_RELAYS,
      dns: createResolver({ servers: resolvers, timeoutMs: dnsTimeoutMs }),
      authoritative: createAuthoritative({ resolvers, timeoutMs: dnsTimeoutMs }),
      ses: createSes({ aws: caller }),
      cloudwatch: createCloudWatch({ aws: caller }),
      now: () => NOW,
    };
    const domain = options.domain ?? world.config.domains[0] ?? "example.com";
    const target = { domain, typed: domain, regions: world.config.regions, relays: [] };
    const report = await diagnose(target, [check], askOnce(deps, AbortSignal.timeout(limitMs)), {
      onBug: (_, bug) => {
        throw bug;
      },
    });
    const findings = report.results.flatMap((result) => result.findings);
    return {
      findings,
      said: findings.map(({ code, subject }) => `${code} ${subject}`),
      told: findings.map((finding) => tell(check, finding)),
      asked: { dns: dns.asked, aws: aws.asked },
    };
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}

function tell(check: Check, finding: Finding): Told {
  const { severity, title, why, fix } = entryOf(check, finding);
  return { finding, severity, title: title(finding), why: why(finding), fix: fix?.(finding) ?? null };
}

/** Titles are short, no word is a hole, and every failure and warning says what to do. */
export function expectWordsFor(told: readonly Told[]): void {
  for (const { finding, severity, title, why, fix } of told) {
    expect(title.length, title).toBeLessThan(finding.code === "COULD_NOT_CHECK" ? 160 : 100);
    expect(`${title} ${why} ${JSON.stringify(fix ?? {})}`).not.toMatch(/undefined|\bnull\b|\[object|NaN/);
    if (severity === "failure" || severity === "warning") expect(fix?.text, finding.code).toBeTruthy();
  }
}
