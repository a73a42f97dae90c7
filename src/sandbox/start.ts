import { createInterface } from "node:readline";
import { type Context, UsageMistake } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { parse } from "../commands/parse.ts";
import { sandbox } from "../commands/sandbox.ts";
import { type Config, loadConfig } from "../config.ts";
import { complain, runParsed } from "../terminal/command-line.ts";
import { startAws } from "./aws/start-aws.ts";
import { startDns } from "./dns/start-dns.ts";
import type { World } from "./world.ts";
import { WORLDS } from "./worlds/index.ts";

/** The real wiring, on the stand-in AWS of a world. */
export type SandboxContextFor = (
  config: Config,
  aws: { endpoint: string; credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string }> },
) => Context;

/**
 * Starts a world on loopback, runs `check` on it as a person would, and offers a prompt for more. Without a terminal it
 * ends after the report. Nothing of the surroundings is used: no configuration, no credentials, no network.
 */
export async function startSandbox(name: string | undefined, contextFor: SandboxContextFor): Promise<number> {
  const world = worldNamed(name);
  const [dns, aws] = await Promise.all([startDns(world), startAws(world)]);
  try {
    const context = contextFor(configIn(world, dns.resolver), {
      endpoint: aws.url,
      credentials: async () => ({ accessKeyId: "AKIASANDBOXSANDBOX00", secretAccessKey: "sandbox" }),
    });
    say(introduction(world));
    const command = `check ${world.config.domains.join(" ")}`;
    say([`$ maildiag ${command}`, ""]);
    await answer(command, context);
    if (process.stdin.isTTY && process.stdout.isTTY) await converse(context);
    return 0;
  } finally {
    await Promise.all([dns.close(), aws.close()]);
  }
}

function worldNamed(name: string | undefined): World {
  const world = name === undefined ? WORLDS[0] : WORLDS.find((candidate) => candidate.name === name.toLowerCase());
  if (world) return world;
  const names = WORLDS.map((candidate) => candidate.name).join(", ");
  throw new UsageMistake(`There is no world "${name}". There are: ${names}.`, sandbox);
}

/** The same configuration as ever, from an environment that knows the stand-ins only. */
function configIn(world: World, resolver: string): Config {
  const environment = {
    AWS_REGION: world.config.regions[0] ?? "us-east-1",
    MAILDIAG_DNS_SERVERS: resolver,
    MAILDIAG_REGIONS: world.config.regions.join(","),
    MAILDIAG_DOMAINS: world.config.domains.join(","),
  };
  // A folder without .env and maildiag.yaml.
  return loadConfig({ env: environment, cwd: import.meta.dirname });
}

function introduction(world: World): readonly string[] {
  return [
    `The world "${world.name}": ${world.title}.`,
    "",
    ...world.story.map((line) => `  ${line}`),
    "",
    "SES and DNS are stand-ins on this machine; maildiag is the real one.",
    "",
  ];
}

async function converse(context: Context): Promise<void> {
  say([
    "",
    `Other worlds: ${WORLDS.map(({ name }) => name).join(", ")} (npm run sandbox WORLD).`,
    "Type a command, for example: help, check example.com --json, doctor, policy. Ctrl-D ends.",
  ]);
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "maildiag> " });
  lines.prompt();
  for await (const line of lines) {
    if (/^\s*(exit|quit)\s*$/.test(line)) break;
    if (line.trim() !== "") await answer(line, context);
    lines.prompt();
  }
  lines.close();
}

async function answer(line: string, context: Context): Promise<void> {
  try {
    const words = line.trim().split(/\s+/);
    const parsed = parse(words[0] === "maildiag" ? words.slice(1) : words, COMMANDS);
    if (parsed.command === sandbox) throw new UsageMistake("You are in a sandbox already.", sandbox);
    await runParsed(parsed, context);
  } catch (error) {
    complain(error);
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
