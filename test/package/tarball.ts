import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./run.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Builds and packs this project into the folder, as publishing would, and returns the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const { status, stdout, stderr } = await run("npm", ["pack", "--pack-destination", folder], ROOT);
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  if (status !== 0 || tarball === undefined) throw new Error(`npm pack ended with ${status}\n${stdout}${stderr}`);
  return join(folder, tarball);
}
