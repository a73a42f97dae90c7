import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDkimKey } from "../../src/diagnosis/records/dkim-key.ts";

const folder = process.env.MAILDIAG_CORPUS;

type Case = { record: string; ok: boolean; error?: string; flags?: string };

describe.skipIf(!folder)("DKIM keys of public domains (skipped where MAILDIAG_CORPUS is not set)", () => {
  const cases: readonly Case[] = folder
    ? JSON.parse(readFileSync(join(folder, "dmarc", "dkim-keys.json"), "utf8"))
    : [];

  it.each(cases)("reads $record", ({ record, ok, error, flags }) => {
    const key = readDkimKey(record);
    expect(key?.state).toBe(ok ? "readable" : error);
    if (key?.state === "readable" && flags !== undefined) {
      expect(key.testing).toBe(flags.includes("R_FLAG_TESTING"));
      expect(key.hashes?.includes("sha256") ?? false).toBe(flags.includes("R_HASH_SHA256"));
    }
  });
});
