import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createLog, type Log } from "../src/log.ts";
import { PortTrouble } from "../src/ports/trouble.ts";
import { Secret } from "../src/secret.ts";

function logged(write: (log: Log) => void, level: Parameters<typeof createLog>[0] = "trace") {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return { raw: lines.join(""), lines: lines.map((line) => JSON.parse(line)) };
}

const secret = new Secret('log-"secret"\n-1');

describe("what is logged is made safe", () => {
  test.each<[string, (log: Log) => void, Record<string, unknown>]>([
    [
      "a Secret",
      (log) => log.info({ secret, deep: [{ secret }] }, "x"),
      { secret: "[secret]", deep: [{ secret: "[secret]" }], msg: "x" },
    ],
    ["a Secret as an argument", (log) => log.info("with %s", secret), { msg: "with [secret]" }],
    [
      "a known secret value",
      (log) => log.info({ a: `x ${secret.reveal()} y` }, `in ${secret.reveal()}`),
      { a: "x [secret] y", msg: "in [secret]" },
    ],
    [
      "a known secret value as a key",
      (log) => log.info({ [secret.reveal()]: 1 }, "x"),
      { "[secret]": "[secret]", msg: "x" },
    ],
    [
      "what has a secret's name",
      (log) => log.info({ password: "a", SLACK_APP_TOKEN: "b", o: { Authorization: ["c"] } }, "x"),
      { password: "[secret]", SLACK_APP_TOKEN: "[secret]", o: { Authorization: "[secret]" }, msg: "x" },
    ],
    [
      "a URL with a password",
      (log) => log.info({ url: new URL("https://u:pw@x.org/a") }, "x"),
      { url: "https://x.org/a", msg: "x" },
    ],
    ["a long text", (log) => log.info("a".repeat(2_100)), { msg: `${"a".repeat(2_000)}… (100 more characters)` }],
    [
      "a long list",
      (log) => log.info({ list: Array.from({ length: 102 }, () => 1) }, "x"),
      { list: [...Array.from({ length: 100 }, () => 1), "… (2 more)"], msg: "x" },
    ],
    [
      "what JSON has no words for",
      (log) =>
        log.info(
          {
            n: 1n,
            f: () => 1,
            b: Buffer.from("abc"),
            s: new Set([1]),
            m: new Map([["k", 2]]),
            d: new Date(Number.NaN),
          },
          "x",
        ),
      { n: "1", f: "[function]", b: "[3 bytes]", s: [1], m: { k: 2 }, d: "[invalid date]", msg: "x" },
    ],
    [
      "a getter that throws",
      (log) =>
        log.info(
          {
            get x() {
              throw new Error("no");
            },
          },
          "x",
        ),
      { x: "[unreadable]", msg: "x" },
    ],
    [
      "the keys of every line",
      (log) => log.info({ level: "fatal", id: "fake", msg: "other" }, "x"),
      { level_: "fatal", id_: "fake", msg_: "other", msg: "x" },
    ],
  ])("%s", (_, write, expected) => {
    const { raw, lines } = logged(write);
    expect(lines).toEqual([{ level: "info", time: expect.any(String), pid: process.pid, ...expected }]);
    expect(raw).not.toContain("log-");
  });

  test("a thing that holds itself", () => {
    const thing: Record<string, unknown> = {};
    thing.self = thing;
    expect(logged((log) => log.info({ thing }, "x")).lines[0]).toMatchObject({ thing: { self: "[circular]" } });
  });

  test("an error keeps what explains it, and loses what libraries hang on it", () => {
    const error = Object.assign(new PortTrouble("denied", { asked: "us-east-1", permission: "ses:GetAccount" }), {
      $response: { headers: { authorization: "AWS4 abc" } },
      $metadata: { requestId: "r-1", cfId: "x" },
      cause: new Error(`because ${secret.reveal()}`),
    });
    const { lines } = logged((log) => log.error(error));
    expect(lines[0]).toMatchObject({ level: "error", msg: "denied: us-east-1" });
    expect(lines[0].err).toEqual({
      name: "PortTrouble",
      message: "denied: us-east-1",
      reason: "denied",
      details: { asked: "us-east-1", permission: "ses:GetAccount" },
      stack: expect.stringContaining("log.test.ts"),
      cause: { name: "Error", message: "because [secret]", stack: expect.not.stringContaining("log-") },
      requestId: "r-1",
    });
  });

  test("no control character, direction override or line separator is alive in a line", () => {
    const hostile = "\u001b[31m\u009b31m\u0007\r\n\u2028\u2029\u202e\u2066\u200b\ufeff\u{e0041}\u007f";
    const { raw, lines } = logged((log) => log.job(hostile, { [hostile]: hostile }).log.info({ a: hostile }, hostile));
    expect(raw.trimEnd()).toMatch(/^[\x20-\x7e]+$/);
    expect(lines[0]).toMatchObject({ a: hostile, msg: hostile, [hostile]: hostile, job: hostile });
  });
});

test("a job's log has its id in each line, and the id is one that people can read out", () => {
  const ids: string[] = [];
  const { lines } = logged((log) => {
    for (const name of ["check", "watch"]) {
      const job = log.job(name, { domain: "x.org", token: "t", id: "fake" });
      ids.push(job.id);
      job.log.warn("one");
      job.log.job("inner").log.warn("two");
    }
  });
  expect(ids).toEqual([expect.stringMatching(/^[2-9b-z]{4}-[2-9b-z]{4}$/), expect.not.stringMatching(ids[0] ?? "")]);
  expect(lines[0]).toMatchObject({
    job: "check",
    id: ids[0],
    domain: "x.org",
    token: "[secret]",
    id_: "fake",
    msg: "one",
  });
  expect(lines[2]).toMatchObject({ job: "watch", id: ids[1] });
});

test.each([
  ["info", ["info", "warn"]],
  ["error", []],
  ["silent", []],
] as const)("level %s lets pass %j", (level, passed) => {
  const { lines } = logged((log) => {
    log.debug("x");
    log.info("x");
    log.warn("x");
  }, level);
  expect(lines.map((line) => line.level)).toEqual(passed);
});

test("lines go to stderr, stdout stays empty, and nothing is lost when the process exits at once", () => {
  const script = `
    import { createLog } from "./src/log.ts";
    const log = createLog("info");
    for (let i = 0; i < 500; i++) log.info({ i }, "x".repeat(200));
    process.exit(0);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(
    stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).i),
  ).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test("a reader of stderr that has gone away is no reason to fail", () => {
  const script = `import { createLog } from "./src/log.ts";
    const log = createLog("info");
    for (let i = 0; i < 2000; i++) log.info("x".repeat(500));
    console.log("done");`;
  const line = `"$0" --input-type=module -e "$1" 2> >(head -c 10 > /dev/null)`;
  expect(execFileSync("bash", ["-c", line, process.execPath, script], { encoding: "utf8" })).toBe("done\n");
});
