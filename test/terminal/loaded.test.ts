import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const SRC = join(import.meta.dirname, "../../src/");

/** Writes the file of every module that is loaded, one a line, when the process ends. */
const LISTING = `import { registerHooks } from "node:module";
import { writeFileSync } from "node:fs";
const urls = [];
registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
process.on("exit", () => writeFileSync(process.env.LISTING, urls.join("\\n")));`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "maildiag-loaded-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The libraries and the rooms of this program that a command loads in a folder without configuration. */
async function loadedBy(...words: readonly string[]) {
  const listing = join(folder, "listing");
  const hook = `data:text/javascript,${encodeURIComponent(LISTING)}`;
  await run(process.execPath, ["--import", hook, join(SRC, "main.ts"), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, LISTING: listing },
  });
  const urls = (await readFile(listing, "utf8")).split("\n");
  const libraries = urls.flatMap(
    (url) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1] ?? [],
  );
  const rooms = urls.flatMap((url) => new RegExp(`^file://${SRC}(.+)/[^/]+$`).exec(url)?.[1] ?? []);
  return { libraries: [...new Set(libraries)].sort(), rooms: new Set(rooms) };
}

test("explain answers without a library that it does not need, and without the checks", async () => {
  const { libraries, rooms } = await loadedBy("explain", "--json", "550 5.1.1 User unknown");
  expect(libraries).toEqual(["fastest-levenshtein"]);
  for (const room of ["aws", "dns", "smtp", "store", "slack", "sandbox", "diagnosis/checks"])
    expect(rooms).not.toContain(room);
  expect(rooms).toContain("bounces/rules");
});

test("help is no slower for what the other commands need", async () => {
  const { libraries, rooms } = await loadedBy("help");
  expect(libraries).toEqual(["fastest-levenshtein"]);
  expect(rooms).not.toContain("bounces/rules");
});
