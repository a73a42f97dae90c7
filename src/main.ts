#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything large is loaded: what was compiled once is not compiled again.
enableCompileCache();
const [{ runCommandLine }, { contextFor }] = await Promise.all([
  import("./terminal/command-line.ts"),
  import("./wiring.ts"),
]);

const launch = {
  sandbox: async (world: string | undefined) => {
    const { startSandbox } = await import("./sandbox/start.ts");
    return startSandbox(world, (config, aws) => contextFor(config, "sandbox", launch, aws));
  },
};

const status = await runCommandLine(process.argv.slice(2), (config, name) => contextFor(config, name, launch));

// Left-over sockets of questions that nobody waits for any more must not keep the process; what is written must.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
