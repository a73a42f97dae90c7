import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NewReport, Store } from "../../src/ports/store.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { openSqlite } from "../../src/store/sqlite.ts";

let folder: string;
let count = 0;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-sqlite-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  count += 1;
  path = join(folder, `${count}.db`);
});

const AT = new Date("2027-01-31T12:00:00Z");

function report(id: string, command = "check example.com"): NewReport {
  return { id, command, team: "T1", channel: "C1", ts: null, threadTs: null, askedBy: "U1", instance: "one", at: AT };
}

function open(options: StoreOptions = {}): Promise<Store> {
  return openStore({ kind: "sqlite", path }, options);
}

/** What another program sees in the file. */
function seen(file: string, statement: string): unknown {
  const other = new Sqlite(file, { readonly: true });
  try {
    return other.prepare(statement).pluck().all();
  } finally {
    other.close();
  }
}

describe("the file", () => {
  test("is made with its folders, for its owner alone, the log like it", async () => {
    path = join(folder, "missing", "deeper", "x.db");
    const store = await open();
    await store.reports.open(report("r1"));
    const modes = await Promise.all([folderOf(path), path, `${path}-wal`].map(async (each) => (await stat(each)).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o600, 0o600]);
    expect(await store.status()).toMatchObject({ kind: "sqlite", location: `sqlite:${path}` });
    await store.close();
  });

  test("keeps the rights that it has", async () => {
    await writeFile(path, "", { mode: 0o640 });
    await (await open()).close();
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  test("is alone again after the store was closed", async () => {
    path = join(folder, "alone", "x.db");
    const store = await open();
    await store.reports.open(report("r1"));
    await store.close();
    expect(await readdir(folderOf(path))).toEqual(["x.db"]);
  });

  test("holds times as whole numbers, in tables that take nothing else", async () => {
    const store = await open();
    await store.reports.open(report("r1"));
    expect(seen(path, "select opened_at from reports where typeof(opened_at) = 'integer'")).toEqual([AT.getTime()]);
    await store.close();
  });

  test("grows in the status with what is written, its log included", async () => {
    const store = await open();
    const { sizeBytes } = await store.status();
    await store.reports.open(report("r1", "x".repeat(200_000)));
    expect((await store.status()).sizeBytes).toBeGreaterThan(sizeBytes + 200_000);
    await store.close();
  });

  test("need not be: a store in memory leaves none", async () => {
    path = ":memory:";
    const store = await open();
    await store.reports.open(report("r1"));
    expect(await store.reports.find("r1")).not.toBeNull();
    expect(await store.status()).toMatchObject({ location: "sqlite::memory:" });
    await store.close();
    await expect(stat(":memory:")).rejects.toThrow("ENOENT");
  });
});

describe("what cannot be opened is trouble that says why", () => {
  test.each<[what: string, reason: string, make: () => Promise<unknown>]>([
    ["a text file", "corrupt", () => writeFile(path, "Dear database,\n".repeat(1_000))],
    ["a folder", "unreachable", () => mkdir(path)],
    [
      "a folder that is a file",
      "unreachable",
      async () => {
        await writeFile(path, "");
        path = join(path, "x.db");
      },
    ],
    [
      "a database cut short",
      "corrupt",
      async () => {
        await (await open()).close();
        await truncate(path, 8_192);
      },
    ],
  ])("%s: %s", async (_what, reason, make) => {
    await make();
    const trouble = { name: "StoreTrouble", reason, location: `sqlite:${path}` };
    await expect(open().then((store) => store.reports.takeOver("one", AT, 1))).rejects.toMatchObject(trouble);
  });

  test.runIf(process.platform === "linux")("a folder that takes no folders: unreachable, at once", async () => {
    path = "/proc/nope/deeper/x.db";
    const trouble = { name: "StoreTrouble", reason: "unreachable", location: `sqlite:${path}` };
    await expect(open()).rejects.toMatchObject(trouble);
  });
});

describe("a full disk", () => {
  test("is trouble for who writes; what was there stays, and there is room again when something goes", async () => {
    const empty = await open();
    await empty.close();
    const pages = (await stat(path)).size / 4_096;
    const store = await open({ pragmas: [`max_page_count = ${pages + 28}`] });
    await store.reports.open(report("old"));
    await store.reports.settle("old", { state: "done", document: "x".repeat(50_000), at: AT });
    await store.reports.open(report("big"));
    const settlement = { state: "done", document: "y".repeat(100_000), at: AT } as const;
    const trouble = { name: "StoreTrouble", reason: "full", location: `sqlite:${path}` };
    await expect(store.reports.settle("big", settlement)).rejects.toMatchObject(trouble);
    expect(await store.reports.find("big")).toMatchObject({ state: "open", document: null, settledAt: null });
    expect(await store.reports.find("old")).toMatchObject({ document: "x".repeat(50_000) });
    expect(seen(path, "pragma integrity_check")).toEqual(["ok"]);
    expect(await store.reports.forget(new Date(AT.getTime() + 1), 10)).toBe(1);
    expect(await store.reports.settle("big", settlement)).toBe(true);
    await store.close();
  });

  test("leaves nothing of a claim that it stopped half-way", async () => {
    const before = await open();
    for (const id of ["r1", "r2", "r3"]) await before.reports.open(report(id));
    await before.close();
    const pages = (await stat(path)).size / 4_096;
    const store = await open({ pragmas: [`max_page_count = ${pages}`] });
    const name = "x".repeat(6_000);
    await expect(store.reports.takeOver(name, AT, 1)).rejects.toMatchObject({ reason: "full" });
    expect(seen(path, "select distinct instance from reports")).toEqual(["one"]);
    expect(await store.reports.takeOver("two", AT, 1)).toHaveLength(3);
    await store.close();
  });
});

describe("a file that may only be read", () => {
  test("is read from, and trouble for who writes", async () => {
    const before = await open();
    await before.reports.open(report("r1"));
    await before.close();
    const store = await open({ pragmas: ["query_only = on"] });
    expect(await store.reports.find("r1")).toMatchObject(report("r1"));
    const trouble = { name: "StoreTrouble", reason: "readonly" };
    await expect(store.reports.posted("r1", "1.1")).rejects.toMatchObject(trouble);
    await expect(store.reports.open(report("r2"))).rejects.toMatchObject(trouble);
    expect(await store.reports.find("r1")).toMatchObject({ ts: null });
    await store.close();
  });

  // Root may write what nobody may, unless it gives that right away.
  const drop = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-all"];
  const isRoot = process.getuid?.() === 0;
  const canDrop =
    isRoot &&
    spawnSync(drop[0] ?? "", [...drop.slice(1), "cat", new URL(source("open-store.ts")).pathname]).status === 0;
  const skipped = isRoot && !canDrop;
  test.skipIf(skipped)(
    `is so by its rights too${skipped ? " (skipped: root, and no setpriv that lets it read)" : ""}`,
    async () => {
      const before = await open();
      await before.reports.open(report("r1"));
      await before.close();
      await chmod(path, 0o444);
      const said = await elsewhere(
        `console.log((await store.reports.find("r1")).command);
       await store.reports.posted("r1", "1.1").catch((error) => console.log(error.reason));`,
        isRoot ? drop : [],
      );
      expect(said).toBe("check example.com\nreadonly\n");
    },
  );
});

describe("a file that somebody else writes to", () => {
  test("is waited for, while the process does its other work", async () => {
    const store = await open();
    const other = new Sqlite(path);
    other.exec("begin immediate");
    const writing = store.reports.open(report("r1"));
    await turns();
    expect(await store.reports.find("r1")).toBeNull();
    other.exec("commit");
    expect(await writing).toBe(true);
    other.close();
    await store.close();
  });

  test("is waited for at the opening too", async () => {
    const other = new Sqlite(path);
    other.exec("begin exclusive");
    await expect(open({ patienceMs: 50 })).rejects.toMatchObject({ name: "StoreTrouble", reason: "locked" });
    const opening = open();
    await turns();
    other.exec("commit");
    await (await opening).close();
    other.close();
  });

  test("is held from a transaction's first moment, though it begins by reading", async () => {
    const { db } = await openSqlite(path, { patienceMs: 50, pragmas: [] });
    const other = new Sqlite(path, { timeout: 0 });
    await db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      expect(() => other.exec("begin immediate")).toThrow("database is locked");
    });
    other.close();
    await db.destroy();
  });

  test("is trouble when that takes too long, and not after", async () => {
    const store = await open({ patienceMs: 50 });
    const other = new Sqlite(path);
    other.exec("begin immediate");
    await expect(store.reports.open(report("r1"))).rejects.toMatchObject({ name: "StoreTrouble", reason: "locked" });
    other.exec("rollback");
    expect(await store.reports.open(report("r1"))).toBe(true);
    other.close();
    await store.close();
  });

  test("loses nothing of either", async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const writes = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : two).reports.open(report(`r${n}`)));
    expect(await Promise.all(writes)).toEqual(writes.map(() => true));
    expect(seen(path, "select count(*) from reports")).toEqual([40]);
    await Promise.all([one.close(), two.close()]);
  });
});

test("a process that is killed in the middle of a transaction leaves what was committed, whole", async () => {
  await elsewhere(
    `await store.reports.open({ ...${JSON.stringify(report("committed"))}, at: new Date(0) });
     const { openSqlite } = await import(${JSON.stringify(source("sqlite.ts"))});
     const { db } = await openSqlite(process.argv[1], { patienceMs: 1000, pragmas: [] });
     await db.transaction().execute(async (trx) => {
       await trx.updateTable("reports").set({ command: "x".repeat(5_000_000) }).execute();
       await trx.insertInto("instances").values({ id: "half", beat_at: 1 }).execute();
       process.kill(process.pid, "SIGKILL");
     });`,
  );
  const store = await open();
  expect(await store.reports.find("committed")).toMatchObject({ command: "check example.com" });
  expect(seen(path, "select count(*) from instances")).toEqual([0]);
  expect(seen(path, "pragma integrity_check")).toEqual(["ok"]);
  await store.close();
});

/** The process goes on with whatever it has to do. */
async function turns(): Promise<void> {
  for (let n = 0; n < 100; n += 1) await turn();
}

/** Runs code with the store in a process of its own; what it printed. */
async function elsewhere(code: string, before: readonly string[] = []): Promise<string> {
  const program = `
    import { openStore } from ${JSON.stringify(source("open-store.ts"))};
    const store = await openStore({ kind: "sqlite", path: process.argv[1] });
    ${code}`;
  const [command = "", ...rest] = [...before, process.execPath, "--input-type=module", "--eval", program, path];
  const child = spawn(command, rest);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return out + err;
}

function source(name: string): string {
  return new URL(`../../src/store/${name}`, import.meta.url).href;
}

function folderOf(file: string): string {
  return join(file, "..");
}
