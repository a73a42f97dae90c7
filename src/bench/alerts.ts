import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startAws } from "../sandbox/aws/start-aws.ts";
import { startDns } from "../sandbox/dns/start-dns.ts";
import type { Asked, SesRegion, World } from "../sandbox/world.ts";
import { HEALTHY_ZONE, healthy } from "../sandbox/worlds/healthy.ts";

const CHILD = fileURLToPath(new URL("./alerts-child.ts", import.meta.url));
const DOMAINS = 1_000;
const REGIONS = ["us-east-1", "us-west-2", "eu-west-1"];
/**
 * SES answers about an action once a second and region; here five times as often, so that a bench ends. Faster than that it
 * measures the processor: a sweep takes about a minute of it, and answers of DNS come too late where it is busy.
 */
const INTERVAL_MS = 200;
const SWEEPS = 2;

/** One instance sweeps a thousand domains in three regions: how long beside what the rate allows, and what it weighs. */
export async function benchAlerts(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-bench-"));
  const world = manyDomains();
  const [dns, aws] = await Promise.all([startDns(world), startAws(world)]);
  try {
    const env = {
      ...aws.env,
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_REGIONS: REGIONS.join(","),
      MAILDIAG_DOMAINS: world.config.domains.join(","),
      MAILDIAG_DATABASE_URL: `sqlite:${folder}/maildiag.db`,
      MAILDIAG_ALERT_CHANNEL: "C0OPS",
    };
    say(`${DOMAINS} domains × ${REGIONS.length} regions, one instance, an action each ${INTERVAL_MS} ms and region`);
    const child = spawn(process.execPath, [CHILD, String(INTERVAL_MS), String(SWEEPS)], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let before = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const calls = busiestRow(aws.asked.slice(before));
      before = aws.asked.length;
      say(
        `${line}; the busiest action ${calls} times: the rate allows ${seconds(calls * INTERVAL_MS)}, SES's own ${seconds(calls * 1_000)}`,
      );
    }
  } finally {
    await Promise.all([dns.close(), aws.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function manyDomains(): World {
  const domains = Array.from({ length: DOMAINS }, (_, n) => `d${String(n).padStart(4, "0")}.example.com`);
  const ses: SesRegion = {
    identities: Object.fromEntries(
      domains.map((domain) => [
        domain,
        {
          DkimAttributes: { Tokens: ["token1", "token2", "token3"] },
          MailFromAttributes: { MailFromDomain: `bounce.${domain}` },
        },
      ]),
    ),
  };
  return {
    ...healthy,
    config: { domains, regions: REGIONS },
    zones: [
      ...healthy.zones.filter((zone) => zone !== HEALTHY_ZONE),
      HEALTHY_ZONE,
      ...domains.map((origin) => ({ ...HEALTHY_ZONE, origin })),
    ],
    ses: Object.fromEntries(REGIONS.map((region) => [region, ses])),
  };
}

/** Each action of each region has a rate of its own: the most calls that one of them had. */
function busiestRow(asked: readonly Asked[]): number {
  const rows = new Map<string, number>();
  for (const { question } of asked) {
    const row = question.split(" ", 2).join(" ");
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return Math.max(0, ...rows.values());
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
