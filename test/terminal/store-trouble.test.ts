import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { temporaryFolder } from "../slack/bot-in.ts";
import { maildiag } from "./maildiag.ts";

const file = () => `${temporaryFolder()}/maildiag.db`;

function corrupt(): string {
  const path = file();
  writeFileSync(path, randomBytes(50_000));
  return `sqlite:${path}`;
}

async function newer(): Promise<string> {
  const path = file();
  await openStore({ kind: "sqlite", path }).then((store) => store.close());
  const database = new Database(path);
  database.prepare("insert into maildiag_schema (version, name) values (99, 'later')").run();
  database.close();
  return `sqlite:${path}`;
}

const STORES: readonly [string, () => string | Promise<string>][] = [
  ["PostgreSQL refuses the connection", () => "postgres://u:p4ssw0rd@127.0.0.1:1/x"],
  ["the file is no database", corrupt],
  ["the file cannot be made", () => "sqlite:/dev/null/x.db"],
  ["a newer version has written it", newer],
];

const COMMANDS: readonly (readonly string[])[] = [
  ["alerts"],
  ["suppressions", "history"],
  ["suppressions", "request", "a@example.com", "--as", "U0ANA"],
  ["events", "import", "-"],
];

describe.each(STORES)("the store cannot be used: %s", (_, urlOf) => {
  test.each(COMMANDS.map((words) => ({ words })))("$words: one sentence, exit 2, and no bug", async ({ words }) => {
    const env = {
      MAILDIAG_DATABASE_URL: await urlOf(),
      MAILDIAG_APPROVAL_CHANNEL: "C0OPS",
      MAILDIAG_APPROVERS: "U0BEN",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    };
    const ran = await maildiag(words, env, "{}");
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/^The store cannot be used: .*\. MAILDIAG_DATABASE_URL says where it is\.\n$/);
    expect(ran.stderr).not.toContain("p4ssw0rd");
  });
});
