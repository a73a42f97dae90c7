import { flushCompileCache } from "node:module";
import { loadConfig } from "../../src/config.ts";
import { contextFor, openStoreOf } from "../../src/wiring.ts";

/** Does what is approved until it is killed; says so when a round is over. */
const config = loadConfig();
const nowhere = {
  start: async () => 0,
  sandbox: async () => 0,
  watch: () => Promise.reject(new Error("nothing is watched here")),
};
const context = contextFor(config, "test", { launch: nowhere, chatFor: async () => null });
const store = await openStoreOf(config);
const removing = context.removing({
  removals: store.removals,
  mirror: store.suppressions,
  instance: "one",
  onTold: () => {},
  onTrouble: (error) => process.stderr.write(`${error}\n`),
});
// Whoever is killed writes it no more.
flushCompileCache();
process.stdout.write("ready\n");
for (;;) {
  await removing.round();
  process.stdout.write("round\n");
  await new Promise((resolve) => setTimeout(resolve, 20));
}
