import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { openStore } from "../../src/store/open-store.ts";
import { item, NOON, removal } from "../approvals/removal.ts";
import { COMPILE_CACHE } from "../compile-cache.ts";

const CHILD = fileURLToPath(new URL("./removing-child.ts", import.meta.url));
const KEY = "kim@example.net us-east-1";
const GET = "ses:GetSuppressedDestination";
const DELETE = "ses:DeleteSuppressedDestination";

let folder = "";
let aws: RunningAws;
/** What was asked before this case. */
let begun = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-removal-killed-"));
  aws = await startAws({ ses: {}, awsFaults: [] });
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

function removing(database: string) {
  const env = {
    ...COMPILE_CACHE,
    ...aws.env,
    HOME: folder,
    AWS_REGION: "us-east-1",
    MAILDIAG_APPROVAL_CHANNEL: "C0APPROVE",
    MAILDIAG_DATABASE_URL: `sqlite:${join(folder, database)}`,
  };
  const child = spawn(process.execPath, [CHILD], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value as string | undefined };
}

function asked(action: string): number {
  return aws.asked.slice(begun).filter(({ question }) => question.startsWith(action)).length;
}

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error("not seen in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The stand-in holds the answer back at that call, and there the process is killed. */
const MOMENTS: readonly { moment: string; fault: AwsFault | null; reached: () => boolean; deletes: number }[] = [
  { moment: "before it has taken the request", fault: null, reached: () => true, deletes: 1 },
  {
    moment: "while it reads the entry",
    fault: { action: GET, then: "timeout", times: 1 },
    reached: () => asked(GET) > 0,
    deletes: 1,
  },
  {
    moment: "after the delete was sent, and AWS has not done it",
    fault: { action: DELETE, then: "timeout", times: 1 },
    reached: () => asked(DELETE) > 0,
    deletes: 2,
  },
  {
    moment: "after AWS has done it, and before the answer",
    fault: { action: DELETE, then: "done-timeout", times: 1 },
    reached: () => asked(DELETE) > 0,
    deletes: 1,
  },
];

it.each(MOMENTS)(
  "killed $moment: after a restart the entry is gone, by one delete, and the message has its end",
  { timeout: 60_000 },
  async ({ moment, fault, reached, deletes }) => {
    const since = new Date("2026-04-18T17:05:00Z");
    aws.world.ses = {
      "us-east-1": {
        suppressed: [{ EmailAddress: "kim@example.net", Reason: "BOUNCE", LastUpdateTime: since.toISOString() }],
      },
    };
    aws.world.awsFaults = fault ? [fault] : [];
    begun = aws.asked.length;
    const database = `${MOMENTS.findIndex((each) => each.moment === moment)}.db`;
    const store = await openStore({ kind: "sqlite", path: join(folder, database) });
    const items = [item({ entry: { reason: "BOUNCE", since, messageId: null } })];
    await store.removals.ask(removal({ items }), { audit: [], tell: [] });
    const decided = { by: "U0BEN", at: NOON };
    await store.removals.move({ id: "r1", version: 1 }, { state: "approved", decided }, { audit: [], tell: [] });

    const first = removing(database);
    expect(await first.line()).toBe("ready");
    await until(reached);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = removing(database);
    await until(async () => (await store.removals.find("r1"))?.state === "done");
    second.child.kill("SIGKILL");
    await once(second.child, "exit");

    expect(await store.removals.find("r1")).toMatchObject({ state: "done", items: [{ outcome: "removed" }] });
    const sent = aws.asked.slice(begun).filter(({ question }) => question === `${DELETE} us-east-1 kim@example.net`);
    expect(sent.length, KEY).toBe(deletes);
    expect(aws.world.ses["us-east-1"]?.suppressed).toEqual([]);
    const trail = await store.removals.history({ address: "kim@example.net", limit: 9 });
    expect(trail.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(["removed done"]);
    const told = await store.outbox.take(new Date(Date.now() + 1_000), 1_000, 9);
    const bodies = told.map(({ kind, body }) => `${kind} ${JSON.parse(body).removal.state}`);
    expect(bodies.sort()).toEqual(["removal done", "removal-outcome done"]);
    await store.close();
  },
);
