import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { PassThrough, Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../src/program.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { World } from "../../src/sandbox/world.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type Ran = { status: number | null; stdout: string; stderr: string };
type Env = Readonly<Record<string, string>>;

/** The instance metadata service is never there in tests, and looking for it takes time. */
const OWN = { AWS_EC2_METADATA_DISABLED: "true", HOME: tmpdir() };

let before: Promise<unknown> = Promise.resolve();

/**
 * Runs the program as main does, in a folder without configuration and without starting a process. Only what is given is
 * in its environment, and that is the process's for as long: libraries read it there. So one runs after another.
 */
export function maildiag(args: readonly string[], env: Env = {}, input = ""): Promise<Ran> {
  const running = before.then(() => inEnvironment({ ...OWN, ...env }, () => runHere(args, input)));
  before = running.catch(() => {});
  return running;
}

async function runHere(args: readonly string[], input: string): Promise<Ran> {
  const ran: Ran = { status: null, stdout: "", stderr: "" };
  const [stdout, stderr] = (["stdout", "stderr"] as const).map((name) =>
    new PassThrough({ encoding: "utf8" }).on("data", (text: string) => {
      ran[name] += text;
    }),
  );
  if (!stdout || !stderr) throw new Error("there are two");
  const stdin = Readable.from(input === "" ? [] : [Buffer.from(input)], { objectMode: false });
  const shell = { env: process.env, cwd: tmpdir, stdin, stdout, stderr };
  const status = await runProgram(args, shell, { write: (line) => void stderr.write(line) });
  for (const stream of [stdout, stderr]) stream.end();
  await Promise.all([finished(stdout), finished(stderr)]);
  return { ...ran, status };
}

async function inEnvironment<T>(env: Env, run: () => Promise<T>): Promise<T> {
  const own = process.env;
  process.env = { ...env };
  try {
    return await run();
  } finally {
    process.env = own;
  }
}

/** The same as a person's shell does it, in a process: for what only a process shows. */
export function maildiagProcess(args: readonly string[], env: Env = {}, input = ""): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: tmpdir(), env: { ...OWN, ...env } });
  const ran: Ran = { status: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ran.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ran.stderr += text;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ ...ran, status }));
  });
}

/** The environment in which a world is all that the program can reach. */
export async function inWorld<T>(world: World, use: (env: Env) => Promise<T>): Promise<T> {
  const [dns, aws] = await Promise.all([startDns(world), startAws(world)]);
  try {
    return await use({
      ...aws.env,
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_REGIONS: world.config.regions.join(","),
    });
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}
