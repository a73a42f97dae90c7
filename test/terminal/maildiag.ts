import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import type { World } from "../../src/sandbox/world.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export type Ran = { status: number | null; stdout: string; stderr: string };

/** Runs the program as a person's shell does, in a folder without configuration. Only what is given is in its environment. */
export function maildiag(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = "",
): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: tmpdir(),
    // The instance metadata service is never there in tests, and looking for it takes time.
    env: { AWS_EC2_METADATA_DISABLED: "true", HOME: tmpdir(), ...env },
  });
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
export async function inWorld<T>(world: World, use: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
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
