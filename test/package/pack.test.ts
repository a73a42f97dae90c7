import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Ended, run } from "./run.ts";
import { pack } from "./tarball.ts";

const NODE_MODULES = join(import.meta.dirname, "../../node_modules");
const Manifest = z.object({
  bin: z.object({ maildiag: z.string() }),
  dependencies: z.record(z.string(), z.string()),
});

/** An empty folder into which the tarball is unpacked as an install would lay it. */
let folder: string;
let installed: string;
let manifest: z.infer<typeof Manifest>;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-pack-"));
  installed = join(folder, "node_modules/maildiag");
  const tarball = await pack(folder);
  files = (await run("tar", ["-tzf", tarball], folder)).stdout.trim().split("\n");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed], folder);
  manifest = Manifest.parse(JSON.parse(await readFile(join(installed, "package.json"), "utf8")));
  // Only what the package declares is within its reach. Installing it for real takes the registry: see the slow tests.
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
    await symlink(join(NODE_MODULES, name), join(folder, "node_modules", name));
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function maildiag(...words: readonly string[]): Promise<Ended> {
  return run(process.execPath, [join(installed, manifest.bin.maildiag), ...words], folder);
}

describe("the packed program", () => {
  test("holds the built files and the papers, no source and no test", () => {
    const unexpected = files.filter(
      (file) => !/^package\/(?:dist\/.+\.js|package\.json|[A-Z]+(?:\.md)?|manifest\.yml|\.env\.example)$/.test(file),
    );
    expect(unexpected).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["package/dist/main.js", "package/LICENSE", "package/CHANGELOG.md"]));
  });

  test("starts under `env node`", async () => {
    const text = await readFile(join(installed, manifest.bin.maildiag), "utf8");
    expect(text.split("\n")[0]).toBe("#!/usr/bin/env node");
  });

  test("answers help from an empty folder", async () => {
    const { status, stdout, stderr } = await maildiag("help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("check <domain>");
  });

  test("prints the IAM policy from an empty folder", async () => {
    const { status, stdout, stderr } = await maildiag("policy");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ Version: "2012-10-17" });
  });

  test("brings its embedded worlds along", async () => {
    const { status, stderr } = await maildiag("sandbox", "no-such-world");
    expect(status).toBe(2);
    expect(stderr).not.toContain("ERR_MODULE_NOT_FOUND");
  });
});
