import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import type { Database } from "../../src/store/database.ts";
import { openStore, type Place } from "../../src/store/open-store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { NOON, removal } from "../approvals/removal.ts";
import { createDatabase, POSTGRES, type TestDatabase, WITHOUT_POSTGRES } from "./postgres-server.ts";

let folder: string;
let database: TestDatabase | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-audit-"));
  if (POSTGRES) database = await createDatabase();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database?.drop();
});

async function refusesToRewrite(place: Place, reach: () => Promise<Database>): Promise<void> {
  const store = await openStore(place);
  const line = {
    at: NOON,
    actor: "U0ANA",
    action: "requested",
    outcome: "pending",
    address: "kim@example.net",
    region: "us-east-1",
    reason: "BOUNCE",
    before: null,
    after: null,
    awsRequestId: null,
    note: null,
    message: null,
  } as const;
  await store.removals.ask(removal(), { audit: [line], tell: [] });
  const { db } = await reach();
  await expect(sql`update audit set actor = 'U0BEN'`.execute(db)).rejects.toThrow("append-only");
  await db.destroy();
  expect(await store.removals.history({ address: null, limit: 9 })).toEqual([{ ...line, removal: "r1" }]);
  await store.close();
}

describe("the trail cannot be rewritten", () => {
  test("on SQLite", async () => {
    const path = join(folder, "audit.db");
    const options = { patienceMs: 5_000, answerMs: 10_000, pragmas: [] };
    await refusesToRewrite({ kind: "sqlite", path }, () => openSqlite(path, options));
  });

  test.skipIf(!POSTGRES)(`on PostgreSQL${WITHOUT_POSTGRES}`, async () => {
    if (!database) throw new Error("no server");
    const url = new Secret((await database.emptySchema()).url);
    const options = { connectMs: 5_000, patienceMs: 5_000, answerMs: 10_000 };
    await refusesToRewrite({ kind: "postgres", url }, () => openPostgres(url, options));
  });
});
