import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { Secret } from "../../src/secret.ts";
import { openStore } from "../../src/store/open-store.ts";
import { createDatabase, POSTGRES, type TestDatabase, WITHOUT_POSTGRES } from "../store/postgres-server.ts";
import { alertsContract } from "./alerts.ts";
import { canaryRecordsContract } from "./canary-records.ts";
import { eventStoreContract } from "./event-store.ts";
import { loginsContract } from "./logins.ts";
import { outboxContract } from "./outbox.ts";
import type { Place } from "./place.ts";
import { removalsContract } from "./removals.ts";
import { scheduleContract } from "./schedule.ts";
import { storeContract } from "./store.ts";
import { suppressionsContract } from "./suppressions.ts";
import { testMailsContract } from "./test-mails.ts";

const CONTRACTS = [
  storeContract,
  eventStoreContract,
  outboxContract,
  loginsContract,
  suppressionsContract,
  removalsContract,
  scheduleContract,
  alertsContract,
  canaryRecordsContract,
  testMailsContract,
] as const;

// What is tested here is the port: the tables are made once, and each test begins without a row. How they come to be is
// test/store/migrate.test.ts's.
describe("in a file", () => {
  let folder: string;
  let count = 0;
  const pathOf = (name: string) => join(folder, `${name}.db`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "maildiag-store-"));
    await (await openStore({ kind: "sqlite", path: pathOf("empty") })).close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function empty(): Promise<Place> {
    count += 1;
    const path = pathOf(String(count));
    await copyFile(pathOf("empty"), path);
    return { open: () => openStore({ kind: "sqlite", path }), clear: async () => {} };
  }

  for (const contract of CONTRACTS) contract("SQLite", empty);
});

describe.skipIf(!POSTGRES)(`with a server${WITHOUT_POSTGRES}`, () => {
  let database: TestDatabase;
  const free: Place[] = [];

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  async function another(): Promise<Place> {
    const { name, url } = await database.emptySchema();
    const place: Place = {
      open: () => openStore({ kind: "postgres", url: new Secret(url) }),
      clear: async () => {
        await database.emptyAgain(name, "maildiag_schema");
        free.push(place);
      },
    };
    return place;
  }

  for (const contract of CONTRACTS) contract("PostgreSQL", async () => free.pop() ?? another());
});
