import { defineConfig } from "vitest/config";

/**
 * Threads without a fresh module graph for each file: no test patches a module or leaves state behind in one, and the
 * libraries are then loaded once a thread instead of once a file. One thread more than two cores have, because many
 * tests wait for a server's silence or for another process.
 */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.slow.test.ts"],
    pool: "threads",
    isolate: false,
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
