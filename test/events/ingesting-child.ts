import { flushCompileCache } from "node:module";
import { loadConfig } from "../../src/config.ts";
import { openStoreOf, startIngestionOf } from "../../src/wiring.ts";

/** Takes events off the queue until it is killed; says how many it has stored, a batch a line. */
const config = loadConfig();
const store = await openStoreOf(config);
const ingestion = await startIngestionOf(config, store, {
  onTrouble: (error) => process.stderr.write(`${error}\n`),
  onStored: ({ messages }) => process.stdout.write(`${messages}\n`),
  onIdle: () => process.stdout.write("0\n"),
});
// Whoever is killed writes it no more.
flushCompileCache();
process.stdout.write("ready\n");
process.on("SIGTERM", () => {
  ingestion?.stop().then(
    () => store.close().then(() => process.exit(0)),
    () => process.exit(1),
  );
});
