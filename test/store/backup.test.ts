import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewReport } from "../../src/ports/store.ts";
import { openStore } from "../../src/store/open-store.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-backup-"));
});
afterAll(() => rm(folder, { recursive: true }));

function report(id: string, command = "check example.com"): NewReport {
  const at = new Date("2027-01-31T12:00:00Z");
  return { id, command, team: "T1", channel: "C1", ts: null, threadTs: null, askedBy: "U1", instance: "one", at };
}

test("a copy that VACUUM INTO makes while the bot writes is a whole store, as it was at one moment", async () => {
  const path = join(folder, "bot.db");
  const copy = join(folder, "copy.db");
  const store = await openStore({ kind: "sqlite", path });
  for (let n = 0; n < 50; n += 1) await store.reports.open(report(`r${n}`, "x".repeat(2_000)));

  // A program of its own, as a person starts it: the bot goes on writing until it has ended.
  const backup = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import Sqlite from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
     const [from, to] = process.argv.slice(1);
     new Sqlite(from, { fileMustExist: true }).prepare("vacuum into ?").run(to);`,
    path,
    copy,
  ]);
  const ended = once(backup, "close");
  let written = 50;
  while (backup.exitCode === null) {
    await store.reports.open(report(`r${written}`));
    written += 1;
    await turn();
  }
  expect(await ended).toEqual([0, null]);
  await store.close();

  const file = new Sqlite(copy);
  expect(file.pragma("integrity_check", { simple: true })).toBe("ok");
  const kept = Number(file.prepare("select count(*) from reports").pluck().get());
  file.close();
  expect(kept).toBeGreaterThanOrEqual(50);
  expect(kept).toBeLessThanOrEqual(written);

  const restored = await openStore({ kind: "sqlite", path: copy });
  expect(await restored.reports.find(`r${kept - 1}`)).not.toBeNull();
  expect(await restored.reports.find(`r${kept}`)).toBeNull();
  expect(await restored.reports.open(report("new"))).toBe(true);
  await restored.close();
});
