import { defineConfig } from "vitest/config";

/**
 * One thread per core, without a fresh module graph for each file: no test patches a module or leaves state behind in
 * one, and loading the libraries once per thread instead of once per file is most of the suite's time.
 */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.slow.test.ts"],
    pool: "threads",
    isolate: false,
    testTimeout: 10_000,
    hookTimeout: 10_000,
  },
});
