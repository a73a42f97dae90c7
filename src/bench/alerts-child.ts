import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../config.ts";
import { contextFor, openStoreOf, schedulerOf, watchesOf } from "../wiring.ts";

/** `alerts-child.ts INTERVAL_MS SWEEPS`: sweeps the configured domains that often, a line each. */
const [intervalMs = 1_000, sweeps = 1] = process.argv.slice(2).map(Number);
const MIB = 1_048_576;

const config = loadConfig();
const nowhere = () => Promise.reject(new Error("a bench launches nothing"));
const faces = { launch: { start: nowhere, sandbox: nowhere, watch: nowhere }, chatFor: async () => null };
const context = contextFor(config, "bench", faces, { aws: { rate: { limit: 1, intervalMs } } });
const store = await openStoreOf(config);
const scheduler = await schedulerOf(context, store, await watchesOf({ context, store }), {
  onSwept: (_, { troubles }) => process.stderr.write(troubles.map((line) => `  ${line}\n`).join("")),
  onTrouble: (_, error) => process.stderr.write(`${error}\n`),
  onBlind: (error) => process.stderr.write(`${error}\n`),
});
for (let sweep = 1; sweep <= sweeps; sweep += 1) {
  const begun = performance.now();
  let most = 0;
  let isOver = false;
  const sampling = sample();
  const ran = await scheduler.once(["authentication"], 1_000);
  isOver = true;
  await sampling;
  const took = ((performance.now() - begun) / 1_000).toFixed(1);
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    `sweep ${sweep}: looked at ${ran.get("authentication")} in ${took} s, at most ${most} MiB, CPU so far ${((user + system) / 1e6).toFixed(1)} s\n`,
  );

  async function sample(): Promise<void> {
    while (!isOver) {
      most = Math.max(most, Math.round(process.memoryUsage.rss() / MIB));
      await pause(250);
    }
  }
}
await store.close();
