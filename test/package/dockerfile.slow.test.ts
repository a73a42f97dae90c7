import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentOf, readDockerfile, type Stage, wordsOf } from "./dockerfile.ts";
import { run } from "./run.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A clean folder in which each stage has a root of its own. */
let folder: string;
let app: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-image-"));
  for (const [index, stage] of (await readDockerfile()).entries()) {
    app = await build(stage, join(folder, stage.name ?? `${index}`));
  }
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Takes a stage's steps under a root folder instead of `/`, and returns its last working directory. */
async function build(stage: Stage, root: string): Promise<string> {
  let workdir = root;
  for (const { keyword, words } of stage.steps) {
    if (keyword === "WORKDIR") {
      workdir = join(root, words);
      await mkdir(workdir, { recursive: true });
    }
    if (keyword === "COPY") await copy(words, workdir);
    if (keyword === "RUN") await runStep(words, root, workdir, environmentOf(stage));
  }
  return workdir;
}

async function copy(words: string, workdir: string): Promise<void> {
  const [, stage, rest] = /^(?:--from=(\S+) )?(.+)$/.exec(words) ?? [];
  const paths = (rest ?? "").split(" ");
  const to = join(workdir, paths.pop() ?? "");
  for (const path of paths) {
    const from = stage === undefined ? join(ROOT, path) : join(folder, stage, path);
    await cp(from, rest?.endsWith("/") ? join(to, basename(path)) : to, { recursive: true });
  }
}

async function runStep(words: string, root: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  // The image's user does not exist here; that the step names it is held by dockerfile.test.ts.
  const [, made] = /^install -d -o node -g node (\S+)$/.exec(words) ?? [];
  if (made !== undefined) {
    await mkdir(join(root, made), { recursive: true });
    return;
  }
  const command = words.replace("npm ci", "npm ci --prefer-offline");
  const ended = await run("sh", ["-c", command], cwd, env);
  if (ended.status !== 0) throw new Error(`${words} ended with ${ended.status}\n${ended.stdout}${ended.stderr}`);
}

describe("what the Dockerfile's steps leave in its last stage", () => {
  test("is the built program and its production packages, nothing else", async () => {
    expect((await readdir(app)).toSorted()).toEqual(["dist", "node_modules", "package-lock.json", "package.json"]);
    const packages = await readdir(join(app, "node_modules"));
    expect(packages.filter((name) => ["node", "typescript", "vitest", "@biomejs", "knip"].includes(name))).toEqual([]);
  });

  test("answers help with Node alone", async () => {
    const [stage] = (await readDockerfile()).slice(-1);
    expect(stage && wordsOf(stage, "CMD")).toEqual(['["node", "dist/main.js", "start"]']);
    const ended = await run(process.execPath, ["dist/main.js", "help"], app);
    expect(ended).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("check <domain>") });
  });

  test("opens a SQLite database from the binary that its package ships", async () => {
    const script =
      'const D = require("better-sqlite3"); console.log(new D(":memory:").prepare("select 1 as n").get().n)';
    const ended = await run(process.execPath, ["-e", script], app);
    expect(ended).toEqual({ status: 0, stdout: "1\n", stderr: "" });
  });
});
