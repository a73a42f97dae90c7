import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { type Access, createAccess } from "../../src/store/access.ts";
import { migrate } from "../../src/store/migrate.ts";
import { removalDetails } from "../../src/store/migrations/0011-removal-details.ts";
import { MIGRATIONS } from "../../src/store/migrations/index.ts";
import type { DatabaseKind } from "../../src/store/migrations/migration.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { createDatabase, POSTGRES, type TestDatabase, WITHOUT_POSTGRES } from "./postgres-server.ts";

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(removalDetails));
const OPTIONS = { connectMs: 5_000, patienceMs: 5_000, answerMs: 10_000, pragmas: [] };

let folder: string;
let database: TestDatabase | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-details-"));
  if (POSTGRES) database = await createDatabase();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database?.drop();
});

async function reach(kind: DatabaseKind): Promise<Access> {
  if (kind === "sqlite") {
    const { db, location } = await openSqlite(join(folder, "a.db"), OPTIONS);
    return createAccess(db, location, OPTIONS.patienceMs);
  }
  if (!database) throw new Error("no server");
  const { db, location } = await openPostgres(new Secret((await database.emptySchema()).url), OPTIONS);
  return createAccess(db, location, OPTIONS.patienceMs);
}

describe("removals from before that are kept", () => {
  describe("on SQLite", () => arePutRight("sqlite"));
  describe.skipIf(!POSTGRES)(`on PostgreSQL${WITHOUT_POSTGRES}`, () => arePutRight("postgres"));
});

function arePutRight(kind: DatabaseKind): void {
  test("are found by address in any case, leave nothing open that was denied, and have a trail that stays as it is", async () => {
    const access = await reach(kind);
    await migrate(access, kind, BEFORE);
    await access.write(async (trx) => {
      for (const [id, state] of [
        ["r1", "denied"],
        ["r2", "expired"],
        ["r3", "pending"],
        ["r4", "partly"],
      ]) {
        await sql`insert into removals (id, version, state, asked_by, asked_at, why, channel, pending_since, decided_by, held_until)
          values (${id}, 1, ${state}, 'U0ANA', 1, '', 'C1', 1, 'U0BEN', 0)`.execute(trx);
        for (const [place, outcome] of ["open", "changed", "removed", "failed"].entries()) {
          await sql`insert into removal_items (removal_id, place, address, region, reason, since, outcome, is_tried)
            values (${id}, ${place}, ${`${outcome}@Example.net`}, 'us-east-1', 'BOUNCE', 1, ${outcome}, 0)`.execute(
            trx,
          );
        }
      }
      for (const address of ["KÄTHE@Example.net", "KÄTHE@Example.net", "kim@example.net"]) {
        await sql`insert into audit (removal_id, at, actor, action, address, region)
          values ('r1', 1, 'U0ANA', 'requested', ${address}, 'us-east-1')`.execute(trx);
      }
    });
    await migrate(access, kind);
    const all = await access.read(async (db) => ({
      items: await db.selectFrom("removal_items").selectAll().orderBy("removal_id").orderBy("place").execute(),
      audit: await db.selectFrom("audit").selectAll().orderBy("place").execute(),
      removals: await db.selectFrom("removals").select(["id", "removed_by"]).orderBy("id").execute(),
    }));
    const outcomes = Map.groupBy(all.items, ({ removal_id }) => removal_id);
    expect([...outcomes].map(([id, items]) => [id, ...items.map(({ outcome }) => outcome)])).toEqual([
      ["r1", "denied", "denied", "removed", "failed"],
      ["r2", "expired", "expired", "removed", "failed"],
      ["r3", "open", "changed", "removed", "failed"],
      ["r4", "open", "changed", "removed", "failed"],
    ]);
    expect(all.items[0]).toMatchObject({ address: "open@Example.net", folded: "open@example.net" });
    expect(all.audit.map(({ folded }) => folded)).toEqual([
      "käthe@example.net",
      "käthe@example.net",
      "kim@example.net",
    ]);
    expect(all.removals.map(({ removed_by }) => removed_by)).toEqual([null, null, null, "U0BEN"]);
    const rewriting = access.write((trx) => sql`update audit set actor = 'U0BEN'`.execute(trx));
    await expect(rewriting).rejects.toMatchObject({ detail: expect.stringContaining("append-only") });
    await access.close();
  });
}
