import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { Secret } from "../../src/secret.ts";
import { openStore } from "../../src/store/open-store.ts";
import { createDatabase, POSTGRES, WITHOUT_POSTGRES } from "../store/postgres-server.ts";
import { alertsContract } from "./alerts.ts";
import { canaryRecordsContract } from "./canary-records.ts";
import { eventStoreContract } from "./event-store.ts";
import { loginsContract } from "./logins.ts";
import { outboxContract } from "./outbox.ts";
import { removalsContract } from "./removals.ts";
import { scheduleContract } from "./schedule.ts";
import { storeContract } from "./store.ts";
import { suppressionsContract } from "./suppressions.ts";
import { testMailsContract } from "./test-mails.ts";

const sqlite = async () => {
  const folder = await mkdtemp(join(tmpdir(), "maildiag-store-"));
  let count = 0;
  return {
    empty: async () => {
      count += 1;
      const path = join(folder, `${count}.db`);
      return { open: () => openStore({ kind: "sqlite", path }), clear: async () => {} };
    },
    close: () => rm(folder, { recursive: true }),
  };
};

storeContract("SQLite", sqlite);
eventStoreContract("SQLite", sqlite);
outboxContract("SQLite", sqlite);
loginsContract("SQLite", sqlite);
suppressionsContract("SQLite", sqlite);
removalsContract("SQLite", sqlite);
scheduleContract("SQLite", sqlite);
alertsContract("SQLite", sqlite);
canaryRecordsContract("SQLite", sqlite);
testMailsContract("SQLite", sqlite);

describe.skipIf(!POSTGRES)(`with a server${WITHOUT_POSTGRES}`, () => {
  const postgres = async () => {
    const database = await createDatabase();
    return {
      empty: async () => {
        const { name, url } = await database.emptySchema();
        return {
          open: () => openStore({ kind: "postgres", url: new Secret(url) }),
          clear: async () => {
            await database.ask(`drop schema ${name} cascade`);
          },
        };
      },
      close: database.drop,
    };
  };

  storeContract("PostgreSQL", postgres);
  eventStoreContract("PostgreSQL", postgres);
  outboxContract("PostgreSQL", postgres);
  loginsContract("PostgreSQL", postgres);
  suppressionsContract("PostgreSQL", postgres);
  removalsContract("PostgreSQL", postgres);
  scheduleContract("PostgreSQL", postgres);
  alertsContract("PostgreSQL", postgres);
  canaryRecordsContract("PostgreSQL", postgres);
  testMailsContract("PostgreSQL", postgres);
});
