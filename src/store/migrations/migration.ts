import type { Kysely } from "kysely";

export type DatabaseKind = "sqlite" | "postgres";

/** The builder of tables, and what `sql` runs on: the types of rows are today's, a migration's are its day's. */
export type Steps = Pick<Kysely<unknown>, "schema" | "getExecutor">;

/**
 * One step forward. What is released is never edited: it has run at people's places. All steps that are due run in one
 * transaction, and both databases take back their tables with it.
 */
export type Migration = {
  name: string;
  up: (trx: Steps, kind: DatabaseKind) => Promise<void>;
};
