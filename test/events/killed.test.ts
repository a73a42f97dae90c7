import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { openStore } from "../../src/store/open-store.ts";
import { COMPILE_CACHE } from "../compile-cache.ts";
import { published } from "./ses.ts";

const ROUNDS = Number(process.env.MAILDIAG_TEST_RUNS ?? 3);
const EACH = 120;
const CHILD = fileURLToPath(new URL("./ingesting-child.ts", import.meta.url));

let folder = "";
let aws: RunningAws;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-killed-"));
  aws = await startAws({ ses: {} }, { visibilityMs: 200 });
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

function ingesting() {
  const path = join(folder, "events.db");
  const env = {
    ...COMPILE_CACHE,
    ...aws.env,
    HOME: folder,
    AWS_REGION: "us-west-2",
    MAILDIAG_DATABASE_URL: `sqlite:${path}`,
    MAILDIAG_EVENTS_QUEUE_URL: aws.queueUrl,
  };
  const child = spawn(process.execPath, [CHILD], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value as string | undefined };
}

it(
  `loses nothing and stores nothing twice over ${ROUNDS} kills`,
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const events = Array.from({ length: EACH }, (_, n) =>
        published("Send", n % 60, { messageId: `r${round}`, to: [`p${n}@example.net`] }),
      );
      // What comes twice from SNS comes under another id.
      aws.publish([...events, ...events.slice(0, 20)]);
      const { child, line } = ingesting();
      expect(await line()).toBe("ready");
      // Before, within and after its batches.
      await pause(Math.random() * 120);
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const last = ingesting();
    while (aws.queued() > 0) if ((await last.line()) === undefined) throw new Error("it ended by itself");
    last.child.kill("SIGTERM");
    expect(await once(last.child, "exit")).toEqual([0, null]);

    const store = await openStore({ kind: "sqlite", path: join(folder, "events.db") });
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = await store.events.byMessage(`r${round}`, 1_000);
      expect(new Set(found.map(({ recipient }) => recipient)).size, `round ${round}`).toBe(EACH);
      expect(found.length, `round ${round}`).toBe(EACH);
    }
    expect(await store.events.deadLetters(10)).toEqual([]);
    await store.close();
  },
  60_000 + ROUNDS * 8_000,
);
