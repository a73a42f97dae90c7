import { createAws } from "../../src/aws/aws.ts";
import { createCloudWatch } from "../../src/aws/cloudwatch.ts";
import { createIam } from "../../src/aws/iam.ts";
import { createLambda } from "../../src/aws/lambda.ts";
import { createLogs } from "../../src/aws/logs.ts";
import { createSes } from "../../src/aws/ses.ts";
import { createSts } from "../../src/aws/sts.ts";
import { explainLine } from "../../src/bounces/explain-line.ts";
import { CHECKS } from "../../src/diagnosis/checks/index.ts";
import { type DiagnoseOptions, diagnose } from "../../src/diagnosis/diagnose.ts";
import { askOnce } from "../../src/diagnosis/questions.ts";
import { relaysUnder } from "../../src/diagnosis/relays-under.ts";
import { type Report, severityOf } from "../../src/diagnosis/report.ts";
import { sendersFor } from "../../src/diagnosis/senders-for.ts";
import { createAuthoritative } from "../../src/dns/authoritative.ts";
import { createResolver } from "../../src/dns/resolver.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import { relaysOf, smtpOptionsFor, startSmtpOf } from "../../src/sandbox/relays.ts";
import { sendersOf } from "../../src/sandbox/senders.ts";
import type { Asked, World } from "../../src/sandbox/world.ts";
import type { SmtpLimits } from "../../src/smtp/limits.ts";
import { createSmtp, type SmtpOptions } from "../../src/smtp/smtp.ts";

const NOW = new Date("2026-11-21T20:00:00Z");

export type CheckedOptions = DiagnoseOptions & {
  domain?: string;
  regions?: readonly string[];
  limitMs?: number;
  dnsTimeoutMs?: number;
  awsTimeoutMs?: number;
  smtpLimits?: Partial<SmtpLimits>;
  /** Other SMTP endpoints than the stand-in's. */
  smtp?: Pick<SmtpOptions, "extraCa" | "placeOf">;
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
  asked: { dns: readonly Asked[]; aws: readonly Asked[]; smtp: readonly Asked[] };
};

/** Runs every check on a world, through the real adapters and the stand-ins on loopback. */
export async function checked(world: World, options: CheckedOptions = {}): Promise<Checked> {
  const [dns, aws, smtp] = await Promise.all([
    startDns(world),
    startAws({ ...world, now: () => NOW }),
    startSmtpOf(world),
  ]);
  try {
    const resolvers = [options.resolver ?? dns.resolver];
    // Where nothing is silent, a loaded machine has all the time that it needs.
    const hasSilence = [...(world.dnsFaults ?? []), ...(world.awsFaults ?? [])].some(({ then }) => then === "timeout");
    const timeoutMs = options.dnsTimeoutMs ?? (hasSilence ? 2_000 : 10_000);
    const credentials = options.withoutCredentials
      ? () => Promise.reject(new Error("Could not load credentials from any providers"))
      : async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "test" });
    const caller = createAws({
      endpoint: aws.url,
      credentials,
      rate: { limit: 1, intervalMs: 1 },
      http: { requestTimeoutMs: options.awsTimeoutMs ?? (hasSilence ? 5_000 : 15_000) },
    });
    const deps = {
      dns: createResolver({ servers: resolvers, timeoutMs }),
      authoritative: createAuthoritative({ resolvers, timeoutMs }),
      ses: createSes({ aws: caller }),
      iam: createIam({ aws: caller }),
      sts: createSts({ aws: caller }),
      smtp: createSmtp({ ...(options.smtp ?? smtpOptionsFor(smtp)), limits: options.smtpLimits ?? {} }),
      lambda: createLambda({ aws: caller }),
      cloudwatch: createCloudWatch({ aws: caller }),
      logs: createLogs({ aws: caller }),
      explainLine: async (line: string) => explainLine(line),
      now: () => NOW,
    };
    const domain = options.domain ?? world.config.domains[0] ?? "example.com";
    const regions = options.regions ?? world.config.regions;
    const relays = relaysUnder(domain, relaysOf(world));
    const declared = relays.map(({ username }) => username);
    const search = relays.length > 0 ? { undeclared: { declared, mostUsers: 20, quietly: true } } : {};
    const senders = sendersFor(domain, sendersOf(world));
    const target = { domain, typed: domain, regions, relays, senders, ...search };
    const questions = askOnce(deps, AbortSignal.timeout(options.limitMs ?? (hasSilence ? 8_000 : 25_000)));
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
      asked: { dns: dns.asked, aws: aws.asked, smtp: smtp.asked },
    };
  } finally {
    await Promise.all([dns.close(), aws.close(), smtp.close()]);
  }
}

function distinct(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].sort();
}
