import { copyFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { build } from "rolldown";

const ROOT = join(import.meta.dirname, "../..");

/**
 * `npm run build`: the program in a few files, because finding and reading a hundred takes longer than most answers. What
 * is loaded late stays in files of its own; libraries stay where npm puts them.
 */
await build({
  input: join(ROOT, "src/main.ts"),
  platform: "node",
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  output: {
    dir: join(ROOT, "dist"),
    cleanDir: true,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  },
  logLevel: "warn",
});

// What the sandbox's page gives to a browser stands beside the program that serves it.
await copyFile(join(ROOT, "src/sandbox/page/page.js"), join(ROOT, "dist/page.js"));
