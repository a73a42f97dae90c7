import { defineConfig } from "vitest/config";

/** What takes a minute rather than a second: installing from the lock file, as an image build does. */
export default defineConfig({
  test: {
    include: ["test/**/*.slow.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
  },
});
