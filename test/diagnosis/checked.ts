import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { CHECKS } from "../../src/diagnosis/checks/index.ts";
import { type DiagnoseOptions, diagnose } from "../../src/diagnosis/diagnose.ts";
import { askOnce } from "../../src/diagnosis/questions.ts";
import { type Report, severityOf } from "../../src/diagnosis/report.ts";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import { createResolver } from "../../src/dns/resolver.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { Asked, World } from "../../src/sandbox/world.ts";

export type CheckedOptions = DiagnoseOptions & {
  domain?: string;
  regions?: readonly string[];
  limitMs?: number;
  dnsTimeoutMs?: number;
  awsTimeoutMs?: number;
  /** No AWS credentials at all. */
  withoutCredentials?: boolean;
  /** Another resolver than the stand-in's, `ip:port`. */
  resolver?: string;
};

export type Checked = {
  report: Report;
  /** Every code that was found, each once, sorted. */
  codes: readonly string[];
  /** Those of severity warning, failure or unknown, each once, sorted: what a person has to look at. */
  troubles: readonly string[];
  asked: { dns: readonly Asked[]; aws: readonly Asked[] };
};

/** Runs every check on a world, through the real adapters and the stand-ins on loopback. */
export async function checked(world: World, options: CheckedOptions = {}): Promise<Checked> {
  const dns = await startDns(world);
  const aws = await startAws(world);
  try {
    const resolvers = [options.resolver ?? dns.resolver];
    const timeoutMs = options.dnsTimeoutMs ?? 2_000;
    const credentials = options.withoutCredentials
      ? () => Promise.reject(new Error("Could not load credentials from any providers"))
      : async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "test" });
    const deps = {
      dns: createResolver({ servers: resolvers, timeoutMs }),
      authoritative: createAuthoritative({ resolvers, timeoutMs }),
      ses: createSes({
        aws: createAws({
          endpoint: aws.url,
          credentials,
          rate: { limit: 1, intervalMs: 1 },
          http: { requestTimeoutMs: options.awsTimeoutMs ?? 5_000 },
        }),
      }),
      now: () => new Date("2026-11-21T20:00:00Z"),
    };
    const domain = options.domain ?? world.config.domains[0] ?? "example.com";
    const target = { domain, typed: domain, regions: options.regions ?? world.config.regions };
    const questions = askOnce(deps, AbortSignal.timeout(options.limitMs ?? 8_000));
    const report = await diagnose(target, CHECKS, questions, options);
    const found = report.results.flatMap(({ check, findings }) =>
      findings.map((finding) => ({ code: finding.code, severity: severityOf(check, finding) })),
    );
    return {
      report,
      codes: distinct(found.map(({ code }) => code)),
      troubles: distinct(
        found.filter(({ severity }) => severity !== "ok" && severity !== "note").map(({ code }) => code),
      ),
      asked: { dns: dns.asked, aws: aws.asked },
    };
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}

function distinct(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].sort();
}
