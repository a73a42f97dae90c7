import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { type Access, createAccess } from "../../src/store/access.ts";
import { isBehind, migrate, schemaVersion } from "../../src/store/migrate.ts";
import { MIGRATIONS } from "../../src/store/migrations/index.ts";
import type { DatabaseKind, Migration } from "../../src/store/migrations/migration.ts";
import { openStore, type Place } from "../../src/store/open-store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { COMPILE_CACHE } from "../compile-cache.ts";
import { createDatabase, POSTGRES, type TestDatabase, WITHOUT_POSTGRES } from "./postgres-server.ts";

let folder: string;
let database: TestDatabase | undefined;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-migrate-"));
  if (POSTGRES) database = await createDatabase();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database?.drop();
});

async function empty(kind: DatabaseKind): Promise<Place> {
  files += 1;
  if (kind === "sqlite") return { kind, path: join(folder, `${files}.db`) };
  if (!database) throw new Error("no server");
  return { kind, url: new Secret((await database.emptySchema()).url) };
}

async function reach(place: Place): Promise<Access> {
  const options = { connectMs: 5_000, patienceMs: 5_000, answerMs: 10_000, pragmas: [] };
  const { db, location } = await (place.kind === "sqlite"
    ? openSqlite(place.path, options)
    : openPostgres(place.url, options));
  return createAccess(db, location, options.patienceMs);
}

test("every file of migrations/ is in the list, in the order of its number", async () => {
  const names = await readdir(new URL("../../src/store/migrations", import.meta.url));
  const numbered = names.filter((name) => /^\d/.test(name)).toSorted();
  expect(MIGRATIONS.map(({ name }) => `${name}.ts`)).toEqual(numbered);
  expect(numbered.map((name) => Number(name.slice(0, 4)))).toEqual(numbered.map((_, index) => index + 1));
});

describe("on SQLite", () => movesForward("sqlite"));
describe.skipIf(!POSTGRES)(`on PostgreSQL${WITHOUT_POSTGRES}`, () => movesForward("postgres"));

function movesForward(kind: DatabaseKind): void {
  const first: Migration = { name: "first", up: (trx) => createTable(trx, "a") };
  const second: Migration = { name: "second", up: (trx) => createTable(trx, "b") };
  const broken: Migration = {
    name: "broken",
    up: async (trx) => {
      await createTable(trx, "c");
      await sql`insert into nowhere values (1)`.execute(trx);
    },
  };

  function createTable(trx: Parameters<Migration["up"]>[0], name: string): Promise<void> {
    return trx.schema.createTable(name).addColumn("n", "integer").execute();
  }

  function has(access: Access, table: string): Promise<boolean> {
    const reading = access.read((db) => sql`select n from ${sql.table(table)}`.execute(db));
    return reading.then(
      () => true,
      () => false,
    );
  }

  test("only what is due runs", async () => {
    const access = await reach(await empty(kind));
    expect(await isBehind(access, kind, [first])).toBe(true);
    await migrate(access, kind, [first]);
    expect(await isBehind(access, kind, [first])).toBe(false);
    expect(await isBehind(access, kind, [first, second])).toBe(true);
    await migrate(access, kind, [first, second]);
    expect(await access.read((db) => db.selectFrom("maildiag_schema").selectAll().execute())).toEqual([
      { version: 1, name: "first" },
      { version: 2, name: "second" },
    ]);
    expect([await has(access, "a"), await has(access, "b")]).toEqual([true, true]);
    await access.close();
  });

  test("one that fails takes back all that ran with it, and can be tried again", async () => {
    const access = await reach(await empty(kind));
    await migrate(access, kind, [first]);
    const trouble = { name: "StoreTrouble", reason: "error", detail: expect.stringContaining("nowhere") };
    await expect(migrate(access, kind, [first, second, broken])).rejects.toMatchObject(trouble);
    expect([await has(access, "a"), await has(access, "b"), await has(access, "c")]).toEqual([true, false, false]);
    await migrate(access, kind, [first, second]);
    expect(await access.read(schemaVersion)).toBe(2);
    await access.close();
  });

  test("tables of a newer version are left alone", async () => {
    const place = await empty(kind);
    const access = await reach(place);
    await migrate(access, kind, [...MIGRATIONS, first]);
    const detail = `its tables are of version ${MIGRATIONS.length + 1}, this program knows them up to version ${MIGRATIONS.length}`;
    await expect(openStore(place)).rejects.toMatchObject({ name: "StoreTrouble", reason: "newer", detail });
    await access.close();
  });

  test("processes that start at once migrate once", async () => {
    const place = await empty(kind);
    const given = place.kind === "sqlite" ? place.path : place.url.reveal();
    const ended = await Promise.all(Array.from({ length: 3 }, () => startStore(kind, given)));
    expect(ended).toEqual(Array.from({ length: 3 }, () => `${MIGRATIONS.length}\n`));
    const access = await reach(place);
    const rows = await access.read((db) => db.selectFrom("maildiag_schema").select("version").execute());
    expect(rows).toHaveLength(MIGRATIONS.length);
    await access.close();
  });
}

/** Opens the store in a process of its own; what it printed: the version. */
async function startStore(kind: DatabaseKind, given: string): Promise<string> {
  const code = `
    import { openStore } from ${JSON.stringify(new URL("../../src/store/open-store.ts", import.meta.url).href)};
    const [kind, given] = process.argv.slice(1);
    const store = await openStore(kind === "sqlite" ? { kind, path: given } : { kind, url: { reveal: () => given } });
    console.log((await store.status()).schemaVersion);
    await store.close();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code, kind, given], {
    env: { ...process.env, ...COMPILE_CACHE },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return out + err;
}
