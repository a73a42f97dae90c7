import { spawn } from "node:child_process";
import { testServer } from "../config.ts";

/**
 * `npm run chaos [name]`: the long runs of tests that the suite runs briefly: random trouble, kills, interleavings.
 * Each name is a test file; the number of rounds is handed to it.
 */
const LONG_RUNS: Readonly<Record<string, { file: string; rounds: number }>> = {
  check: { file: "test/diagnosis/innocent-under-trouble.test.ts", rounds: 200 },
  alerts: { file: "test/slack/outbox-killed.test.ts", rounds: 200 },
  events: { file: "test/events/killed.test.ts", rounds: 200 },
  removals: { file: "test/removals/interleavings.test.ts", rounds: 200 },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in LONG_RUNS));
if (unknown !== undefined) {
  process.stderr.write(`There is no chaos "${unknown}". There are: ${Object.keys(LONG_RUNS).join(", ")}.\n`);
  process.exitCode = 2;
} else {
  for (const name of names.length > 0 ? names : Object.keys(LONG_RUNS)) {
    const status = await longRun(name);
    if (status !== 0) process.exitCode = 1;
  }
}

function longRun(name: string): Promise<number> {
  const { file = "", rounds = 0 } = LONG_RUNS[name] ?? {};
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", file];
  const child = spawn(process.execPath, vitest, {
    stdio: "inherit",
    env: { PATH: process.execPath, MAILDIAG_TEST_RUNS: String(rounds), ...testServer() },
  });
  return new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
}
