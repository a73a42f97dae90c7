import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./run.ts";
import { pack } from "./tarball.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-install-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("npm installs the tarball into an empty folder, and its program runs there", async () => {
  const tarball = await pack(folder);
  const empty = join(folder, "empty");
  await mkdir(empty);
  const install = await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], empty);
  expect(install).toMatchObject({ status: 0 });

  const help = await run(join(empty, "node_modules/.bin/maildiag"), ["help"], empty);
  expect(help).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("check <domain>") });
});
