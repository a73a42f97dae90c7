import type { Kysely } from "kysely";
import type { DatabaseKind } from "./migrations/migration.ts";
import type { Tables } from "./tables.ts";

/** A database that has been opened, whichever it is. */
export type Database = {
  kind: DatabaseKind;
  db: Kysely<Tables>;
  /** As in StoreStatus. */
  location: string;
  sizeBytes(): Promise<number>;
};
