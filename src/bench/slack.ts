import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAws } from "../sandbox/aws/start-aws.ts";
import { startDns } from "../sandbox/dns/start-dns.ts";
import { EXAMPLE_WORKSPACE, type SlackStandIn, startSlack } from "../sandbox/slack/index.ts";
import { healthy } from "../sandbox/worlds/healthy.ts";

const SOURCE = fileURLToPath(new URL("../main.ts", import.meta.url));
/** What `npm run build` makes, and what is installed: without the compiler that strips types, which weighs by itself. */
const BUILT = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const AT_ONCE = 50;
const ROUNDS = 4;
const STARTS = 3;
const PATIENCE_MS = 60_000;
const IDLE_MS = 2_000;

/** `start` as a process of its own against the stand-ins: how fast it is ready, how fast it acks, what it weighs. */
export async function benchSlack(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-bench-"));
  const [dns, aws, slack] = await Promise.all([startDns(healthy), startAws(healthy), startSlack(EXAMPLE_WORKSPACE)]);
  const env = {
    ...aws.env,
    MAILDIAG_DNS_SERVERS: dns.resolver,
    MAILDIAG_BIND: "127.0.0.1:0",
    MAILDIAG_DATABASE_URL: `sqlite:${folder}/maildiag.db`,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    LOG_LEVEL: "warn",
  };
  const program = existsSync(BUILT) ? BUILT : SOURCE;
  try {
    const starts: number[] = [];
    for (let run = 1; run < STARTS; run += 1)
      starts.push((await startOnce(program, slack, env, folder, async () => undefined)).readyMs);
    const last = await startOnce(program, slack, env, folder, (child) => measure(slack, child));
    tell(
      program === BUILT ? "as built in dist" : "from its source; npm run build for what is installed",
      [...starts, last.readyMs],
      last.measured,
    );
  } finally {
    await Promise.all([dns.close(), aws.close(), slack.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce<T>(
  program: string,
  slack: SlackStandIn,
  env: Readonly<Record<string, string>>,
  cwd: string,
  use: (child: ChildProcess) => Promise<T>,
): Promise<{ readyMs: number; measured: T }> {
  const began = performance.now();
  const child = spawn(process.execPath, [program, "start"], { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  try {
    await slack.until(({ sockets }) => sockets.open > 0, PATIENCE_MS);
    const readyMs = performance.now() - began;
    return { readyMs, measured: await use(child) };
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

type Measured = { idleMb: number; busyMb: number; acks: readonly number[]; parents: readonly number[] };

async function measure(slack: SlackStandIn, child: ChildProcess): Promise<Measured> {
  await slack.until(({ sockets }) => sockets.open === 2, PATIENCE_MS);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idleMb = residentMb(child);
  const acks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const told = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        slack.people.type("U0ANA", "#mail-ops", `/maildiag check ${index % 3}.example.com`),
      ),
    );
    acks.push(...told.map(({ ms, acked }) => (acked ? ms : Number.POSITIVE_INFINITY)));
    const wanted = (round + 1) * AT_ONCE;
    await slack.until((it) => parentsOf(it).length >= wanted, PATIENCE_MS);
  }
  return { idleMb, busyMb: residentMb(child), acks, parents: firstPosts(slack) };
}

function parentsOf({ messages }: SlackStandIn) {
  return messages.filter(({ user, threadTs }) => user === "U0BOT" && !threadTs);
}

/** Of the commands typed at once: milliseconds from the first of them to each parent. */
function firstPosts(slack: SlackStandIn): readonly number[] {
  const typed = slack.state.deeds.map(({ ts }) => Number(ts) * 1_000);
  const posted = parentsOf(slack).map(({ ts }) => Number(ts) * 1_000);
  return posted.map((at, index) => at - (typed[index - (index % AT_ONCE)] ?? at));
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html; NaN where there is no such file. */
function residentMb({ pid }: ChildProcess): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) / 1_000;
  } catch {
    return Number.NaN;
  }
}

function tell(what: string, starts: readonly number[], { idleMb, busyMb, acks, parents }: Measured): void {
  const ms = (value: number) => `${Math.round(value)} ms`;
  const rows: readonly (readonly [string, string, string])[] = [
    ["start to the first socket", ms(at(starts, 0.5)), `the middle one of ${STARTS}`],
    ["acks, p50", ms(at(acks, 0.5)), `${AT_ONCE} commands at once, ${ROUNDS} times`],
    ["acks, p99", ms(at(acks, 0.99)), "under 100 ms"],
    ["acks, worst", ms(at(acks, 1)), "Slack waits 3000 ms"],
    [
      "first post of each, p50",
      ms(at(parents, 0.5)),
      `of ${AT_ONCE} at once, in one channel, without Slack's rate limits`,
    ],
    ["memory, idle", `${Math.round(idleMb)} MB`, "under 120 MB"],
    ["memory, after the rounds", `${Math.round(busyMb)} MB`, ""],
  ];
  process.stdout.write(
    `slack: the bot as a process, on stand-ins, ${what}\n${rows.map(([what, value, bound]) => `  ${what.padEnd(38)}${value.padEnd(12)}${bound}\n`).join("")}`,
  );
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
