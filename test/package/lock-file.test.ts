import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
const Names = z.record(z.string(), z.string()).default({});
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: Names, dependencies: Names, devDependencies: Names }),
  ),
});
const Manifest = z.object({ dependencies: Names, devDependencies: Names });

async function read<T>(schema: z.ZodType<T>, file: string): Promise<T> {
  return schema.parse(JSON.parse(await readFile(join(ROOT, file), "utf8")));
}

test("the lock file holds the versions that package.json asks for", async () => {
  const { packages } = await read(Lock, "package-lock.json");
  expect(packages[""]).toMatchObject(await read(Manifest, "package.json"));
});

/**
 * `npm ci` refuses a lock file without the packages of other platforms, and `npm install` beside an existing
 * node_modules leaves them out: https://github.com/npm/cli/issues/4828
 */
test("the lock file names every platform's packages, so that `npm ci` works on each", async () => {
  const { packages } = await read(Lock, "package-lock.json");
  const missing = Object.entries(packages).flatMap(([at, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => packages[`${at}/node_modules/${name}`] === undefined && packages[`node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});
