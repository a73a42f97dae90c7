import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const ROOT = new URL("..", import.meta.url).pathname;
const COPIED = ["src", "test", "README.md", "CONTRIBUTING.md", "package.json", "manifest.yml", "tsconfig.json"];

/** A new file, or parts of one that stand only once in it and what they become. */
type Step = { path: string; whole: string } | { path: string; parts: readonly { from: string; to: string }[] };

/** What CONTRIBUTING.md tells to write, in its order. */
function stepsOf(document: string): readonly Step[] {
  return [...document.matchAll(/^```(ts|diff)\n(.*?)^```$/gms)].map(([, kind, block = ""]) => {
    const [first = "", ...lines] = block.split("\n");
    const path = first.replace(/^(?:\/\/|\+\+\+) /, "");
    if (kind === "ts") return { path, whole: lines.join("\n") };
    const parts = lines
      .join("\n")
      .split(/^@@\n/m)
      .map((part) => ({ from: side(part, " "), to: side(part, "+") }));
    return { path, parts };
  });
}

/** The lines of one side of a difference: those that stay, and those with this sign. */
function side(part: string, sign: string): string {
  const lines = part.split("\n").filter((line) => line.startsWith(" ") || line.startsWith(sign));
  return lines.map((line) => `${line.slice(1)}\n`).join("");
}

let copy: string;

async function follow(step: Step): Promise<void> {
  const path = join(copy, step.path);
  if ("whole" in step) return writeFile(path, step.whole, { flag: "wx" });
  let text = await readFile(path, "utf8");
  for (const { from, to } of step.parts) {
    expect(text.split(from), `${step.path} has this once:\n${from}`).toHaveLength(2);
    text = text.replace(from, () => to);
  }
  await writeFile(path, text);
}

/** A program of the copy, in the copy. */
async function inCopy(...words: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", NO_COLOR: "1" };
  const { stdout } = await run(process.execPath, words, { cwd: copy, env });
  return stdout;
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "contributing-"));
  await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(copy, name), { recursive: true })));
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const step of stepsOf(await readFile(join(ROOT, "CONTRIBUTING.md"), "utf8"))) await follow(step);
}, 30_000);

afterAll(() => rm(copy, { recursive: true }));

test("the examples are of the types that they should be", async () => {
  expect(await inCopy("node_modules/typescript/bin/tsc")).toBe("");
});

test("the check, the rule, the command and the world pass the tests of their kind", async () => {
  const files = ["diagnosis/checks/mta-sts", "bounces/vendors", "bounces/rules/rules", "registries", "readme"];
  const paths = files.map((name) => `test/${name}.test.ts`);
  const told = await inCopy("node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", ...paths);
  expect(told).toMatch(/Test Files +5 passed/);
});

test("the rule explains", async () => {
  const told = await inCopy("src/main.ts", "explain", "--json", "550 5.7.1 The berth is taken (host mx.zoho.com)");
  expect(JSON.parse(told).items[0]).toMatchObject({ provider: "zoho", reason: "policyviolation" });
});

test("the world plays, the check speaks in it, and help knows the command", async () => {
  const [played, help] = await Promise.all([
    inCopy("src/main.ts", "sandbox", "dmarc-missing"),
    inCopy("src/main.ts", "help", "replies"),
  ]);
  expect(played).toContain("example.com has no DMARC record");
  expect(played).toContain("MTA_STS_MISSING");
  expect(help).toContain("Whether replies to a domain have somewhere to go");
});
