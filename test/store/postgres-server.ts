import { randomUUID } from "node:crypto";
import { Client } from "pg";

/** Of an empty server where databases may be made, e.g. the one of `start-postgres.sh`; unset, its tests are skipped. */
export const POSTGRES = process.env.MAILDIAG_TEST_POSTGRES;

export const WITHOUT_POSTGRES = POSTGRES ? "" : " (skipped: MAILDIAG_TEST_POSTGRES is unset)";

export type TestDatabase = {
  name: string;
  /** With more parameters for the server, e.g. `default_transaction_read_only=on`. */
  url(...settings: readonly string[]): string;
  /** A place of its own in it, as good as an empty database. */
  emptySchema(): Promise<{ name: string; url: string }>;
  /** The same schema without a row, but for the tables to be kept, and with every sequence at its beginning. */
  emptyAgain(schema: string, ...keep: readonly string[]): Promise<void>;
  /** Beside the store, as the server's owner; its rows. */
  ask(statement: string, parameters?: readonly unknown[]): Promise<readonly { readonly [column: string]: unknown }[]>;
  drop(): Promise<void>;
};

/** Where there are few rows this is far quicker than TRUNCATE, which makes the file of every table and index anew. */
const EMPTYING = `
  select format('delete from %I.%I', schemaname, tablename) as statement
    from pg_tables where schemaname = $1 and tablename <> all ($2)
  union all
  select format('alter sequence %I.%I restart', schemaname, sequencename) from pg_sequences where schemaname = $1`;

/** A database of the caller's own. */
export async function createDatabase(): Promise<TestDatabase> {
  if (!POSTGRES) throw new Error("MAILDIAG_TEST_POSTGRES is unset");
  const name = `maildiag_${randomUUID().replaceAll("-", "")}`;
  await once(POSTGRES, `create database ${name}`);
  const own = new URL(POSTGRES);
  own.pathname = `/${name}`;
  // No test pulls the plug, and waiting for the disk is most of what an empty schema costs.
  await once(POSTGRES, `alter database ${name} set synchronous_commit = off`);
  const client = new Client({ connectionString: own.href });
  await client.connect();
  let schemas = 0;

  function url(...settings: readonly string[]): string {
    const with_ = new URL(own);
    if (settings.length > 0) with_.searchParams.set("options", settings.map((each) => `-c ${each}`).join(" "));
    return with_.href;
  }

  return {
    name,
    url,
    emptySchema: async () => {
      schemas += 1;
      await client.query(`create schema s${schemas}`);
      return { name: `s${schemas}`, url: url(`search_path=s${schemas}`) };
    },
    emptyAgain: async (schema, ...keep) => {
      const { rows } = await client.query<{ statement: string }>(EMPTYING, [schema, keep]);
      // As a replica does it: no foreign key and no trigger has a word.
      const statements = [
        "begin; set local session_replication_role = replica",
        ...rows.map((row) => row.statement),
        "commit",
      ];
      await client.query(statements.join(";"));
    },
    ask: async (statement, parameters = []) => (await client.query(statement, [...parameters])).rows,
    drop: async () => {
      await client.end();
      await once(POSTGRES, `drop database ${name} with (force)`);
    },
  };
}

async function once(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
