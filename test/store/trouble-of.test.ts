import { describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { troubleOf } from "../../src/store/trouble-of.ts";

function coded(code: string): Error {
  return Object.assign(new Error("said"), { code });
}

describe("a driver's error becomes the reason", () => {
  test.each([
    ["full", "SQLITE_FULL"],
    ["full", "SQLITE_IOERR_SHMSIZE"],
    ["full", "53100"],
    ["full", "ENOSPC"],
    ["readonly", "SQLITE_READONLY_DBMOVED"],
    ["readonly", "25006"],
    ["readonly", "42501"],
    ["readonly", "EROFS"],
    ["unreachable", "SQLITE_CANTOPEN_ISDIR"],
    ["unreachable", "08006"],
    ["unreachable", "28P01"],
    ["unreachable", "3D000"],
    ["unreachable", "57P01"],
    ["unreachable", "57014"],
    ["unreachable", "ECONNREFUSED"],
    ["unreachable", "ENOTFOUND"],
    ["locked", "SQLITE_BUSY_SNAPSHOT"],
    ["locked", "55P03"],
    ["locked", "40P01"],
    ["corrupt", "SQLITE_CORRUPT_INDEX"],
    ["corrupt", "SQLITE_NOTADB"],
    ["corrupt", "XX001"],
    ["error", "SQLITE_IOERR_WRITE"],
    ["error", "SQLITE_CONSTRAINT_PRIMARYKEY"],
    ["error", "23505"],
    ["error", "42P01"],
    ["error", "toString"],
  ])("%s for %s", (reason, code) => {
    expect(troubleOf(coded(code), "sqlite:/x")).toMatchObject({ reason, location: "sqlite:/x", detail: "said" });
  });

  test.each([
    ["unreachable", "Connection terminated unexpectedly"],
    ["unreachable", "timeout exceeded when trying to connect"],
    ["unreachable", "Query read timeout"],
    ["error", "no result"],
  ])("%s for the words %s", (reason, words) => {
    expect(troubleOf(new Error(words), "postgres://h/d")).toMatchObject({ reason, detail: words });
  });

  test("the first of those that a name with several addresses gave", () => {
    const refused = new AggregateError([coded("ECONNREFUSED"), coded("EHOSTUNREACH")]);
    expect(troubleOf(refused, "postgres://h/d")).toMatchObject({ reason: "unreachable", detail: "said" });
  });

  test("once: what is trouble already stays as it is", () => {
    const trouble = troubleOf(coded("SQLITE_FULL"), "sqlite:/x");
    expect(troubleOf(trouble, "elsewhere")).toBe(trouble);
  });
});

test("the detail is one short line without secrets", () => {
  const secret = new Secret("s3cret-of-the-store");
  const { detail } = troubleOf(new Error(`no\n\u202e entry\0 for ${secret.reveal()} ${"x".repeat(500)}`), "sqlite:/x");
  expect(detail).toMatch(/^no entry for \[secret\] x+…$/);
  expect(detail).toHaveLength(300);
});

test("what is thrown and no error is told as text", () => {
  expect(troubleOf("odd", "sqlite:/x")).toMatchObject({ reason: "error", detail: "odd" });
});
