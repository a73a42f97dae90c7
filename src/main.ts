#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

// Before anything large is loaded: what was compiled once is not compiled again.
enableCompileCache();
// What runs for months need not grow its youngest generation to load its libraries in: a sixth of its memory.
if (process.argv[2] === "start") setFlagsFromString("--semi-space-growth-factor=1");
const { runProgram } = await import("./program.ts");

const status = await runProgram(process.argv.slice(2));

// Left-over sockets of questions that nobody waits for any more must not keep the process; what is written must.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
