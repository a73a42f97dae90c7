import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { check } from "../commands/check.ts";
import { loadConfig } from "../config.ts";
import { startAws } from "../sandbox/aws/start-aws.ts";
import { startDns } from "../sandbox/dns/start-dns.ts";
import type { Asked } from "../sandbox/world.ts";
import { jada } from "../sandbox/worlds/jada.ts";
import { contextFor } from "../wiring.ts";

const DNS_DELAY_MS = 20;
const AWS_DELAY_MS = 60;
const RUNS = 5;
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Writes what only the process itself knows where the bench reads it: peak memory in bytes. */
const TELL_MEMORY = `data:text/javascript,process.on("exit",()=>process.getBuiltinModule("fs").writeSync(3,String(process.resourceUsage().maxRSS*1024)))`;

type Run = { reportMs: number; firstQuestionMs: number; memory: number; asked: readonly Asked[] };

/** `check` on the incident's domain in two regions, as a process of its own, with slow questions. */
export async function benchCheck(): Promise<void> {
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await once());
  runs.sort((a, b) => a.reportMs - b.reportMs);
  const middle = runs[Math.floor(RUNS / 2)];
  if (!middle) return;
  const chain = longestChain(middle.asked);
  const chainMs = sum(chain);
  const serialMs = sum(middle.asked);
  const warm = await onceInside();
  const warmChainMs = sum(longestChain(warm.asked));
  const twice = middle.asked.length - new Set(middle.asked.map(({ server, question }) => `${server} ${question}`)).size;
  const rows: readonly (readonly [string, string, string])[] = [
    ["report", `${middle.reportMs} ms`, `at most 1.25 × the chain = ${Math.round(chainMs * 1.25)} ms`],
    ["longest chain of dependent questions", `${chainMs} ms`, chain.map(({ question }) => question).join(" → ")],
    ["report ÷ chain", (middle.reportMs / chainMs).toFixed(2), "at most 1.25"],
    ["questions", String(middle.asked.length), `${twice} asked twice`],
    ["one after another", `${serialMs} ms`, `${(serialMs / middle.reportMs).toFixed(1)} times as long`],
    ["start to first question", `${Math.round(middle.firstQuestionMs)} ms`, "under 300 ms"],
    [
      "in a running process (the bot)",
      `${warm.reportMs} ms`,
      `${(warm.reportMs / warmChainMs).toFixed(2)} × its chain of ${warmChainMs} ms`,
    ],
    ["peak memory", `${Math.round(Math.max(...runs.map(({ memory }) => memory)) / 1e6)} MB`, "under 150 MB"],
  ];
  const heading = `check: ${DNS_DELAY_MS} ms a DNS question, ${AWS_DELAY_MS} ms an AWS call, two regions; the middle one of ${RUNS} runs`;
  process.stdout.write(
    `${heading}\n${rows.map(([what, value, bound]) => `  ${what.padEnd(38)}${value.padEnd(12)}${bound}\n`).join("")}`,
  );
}

type Slow = { env: Readonly<Record<string, string>>; asked: () => readonly Asked[] };

/** The incident's world, where every answer takes its time. */
async function inSlowWorld<T>(use: (slow: Slow) => Promise<T>): Promise<T> {
  // Each stand-in counts its milliseconds from the moment it is started.
  const dnsBegan = performance.now();
  const dns = await startDns({ ...jada, dnsFaults: [{ then: { delayMs: DNS_DELAY_MS } }] });
  const awsBegan = performance.now();
  const aws = await startAws({ ...jada, awsFaults: [{ action: "ses:*", then: { delayMs: AWS_DELAY_MS } }] });
  try {
    return await use({
      env: { ...aws.env, MAILDIAG_DNS_SERVERS: dns.resolver, MAILDIAG_REGIONS: "us-east-1,us-west-2" },
      asked: () => [
        ...dns.asked.map((asked) => ({ ...asked, at: dnsBegan + asked.at })),
        ...aws.asked.map((asked) => ({ ...asked, at: awsBegan + asked.at })),
      ],
    });
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}

function once(): Promise<Run> {
  return inSlowWorld(async ({ env, asked }) => {
    const began = performance.now();
    const child = spawn(process.execPath, ["--import", TELL_MEMORY, MAIN, "check", "queenofsandiego.com", "--json"], {
      stdio: ["ignore", "pipe", "inherit", "pipe"],
      env,
    });
    const [out, memory] = await Promise.all([read(child.stdio[1]), read(child.stdio[3])]);
    const questions = asked();
    const first = Math.min(...questions.map(({ at }) => at));
    return {
      reportMs: JSON.parse(out).tookMs,
      firstQuestionMs: first - began,
      memory: Number(memory),
      asked: questions,
    };
  });
}

const nowhere = () => Promise.reject(new Error("a bench launches nothing"));
const NOWHERE = { start: nowhere, sandbox: nowhere, watch: nowhere };

/** The second report of one process: its libraries are loaded, as the bot's always are. */
async function onceInside(): Promise<Pick<Run, "reportMs" | "asked">> {
  const faces = { launch: NOWHERE, chatFor: async () => null };
  const report = () =>
    inSlowWorld(async ({ env, asked }) => {
      const credentials = async () => ({ accessKeyId: env.AWS_ACCESS_KEY_ID ?? "", secretAccessKey: "bench" });
      const aws = { endpoint: env.AWS_ENDPOINT_URL ?? "", credentials };
      const context = contextFor(loadConfig({ env, cwd: import.meta.dirname }), "bench", faces, { aws });
      const words = { json: true, positionals: ["queenofsandiego.com"], values: {} };
      const answer = await check.run(words, context);
      return { reportMs: answer.kind === "reports" ? (answer.reports[0]?.tookMs ?? 0) : 0, asked: asked() };
    });
  await report();
  return report();
}

async function read(stream: NodeJS.ReadableStream | null | undefined | unknown): Promise<string> {
  let text = "";
  for await (const chunk of stream as AsyncIterable<Buffer>) text += chunk;
  return text;
}

/** Backwards from the answer that came last: each question was asked after the latest answer before it. */
function longestChain(asked: readonly Asked[]): readonly Asked[] {
  const end = ({ at, tookMs }: Asked) => at + tookMs;
  const chain: Asked[] = [];
  let next = asked.toSorted((a, b) => end(b) - end(a))[0];
  while (next) {
    chain.unshift(next);
    const { at } = next;
    next = asked.filter((before) => end(before) <= at).toSorted((a, b) => end(b) - end(a))[0];
  }
  return chain;
}

function sum(asked: readonly Asked[]): number {
  return Math.round(asked.reduce((total, { tookMs }) => total + tookMs, 0));
}
