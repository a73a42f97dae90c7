import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");

const Output = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

/** A rule that was broken, e.g. `style/noEnum`, and the 1-based line where. */
export type Broken = { file: string; line: number; rule: string };

/** Lays the files (path → text) beside a copy of this project's biome.json in an empty folder and lints them in one run. */
export async function lint(files: ReadonlyMap<string, string>): Promise<readonly Broken[]> {
  const folder = await mkdtemp(join(tmpdir(), "maildiag-rooms-"));
  try {
    await copyFile(join(ROOT, "biome.json"), join(folder, "biome.json"));
    for (const [file, text] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const { diagnostics } = Output.parse(JSON.parse(await biome(folder)));
    return diagnostics.map(({ category, location }) => ({
      file: location.path,
      line: location.start.line,
      rule: category.replace(/^lint\//, ""),
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Biome exits 1 where it has something to say, so the exit status says nothing here. */
function biome(cwd: string): Promise<string> {
  const args = [BIOME, "lint", "--reporter=json", "--max-diagnostics=none", "."];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => resolve(stdout));
  });
}
