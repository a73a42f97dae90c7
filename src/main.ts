#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

// Before anything large is loaded: what was compiled once is not compiled again.
enableCompileCache();
// What runs for months need not grow its youngest generation to load its libraries in: a sixth of its memory.
if (process.argv[2] === "start") setFlagsFromString("--semi-space-growth-factor=1");
const [{ runCommandLine }, { contextFor, openStoreOf, schedulerOf, startIngestionOf, watchesOf }] = await Promise.all([
  import("./terminal/command-line.ts"),
  import("./wiring.ts"),
]);

const faces: Parameters<typeof contextFor>[2] = {
  launch: {
    start: async (config) => {
      const [{ start }, { sweepsTold }, { createMetrics }, { createLog }, { createHearing }] = await Promise.all([
        import("./slack/start.ts"),
        import("./slack/sweeps-told.ts"),
        import("./metrics.ts"),
        import("./log.ts"),
        import("./events/hearing.ts"),
      ]);
      const metrics = createMetrics();
      const hearing = createHearing();
      const { log } = createLog(config.logLevel).job("start");
      const context = contextFor(config, "start", faces, { metrics, hearing });
      const ingestion: Parameters<typeof startIngestionOf>[2] = {
        metrics,
        hearing,
        onTrouble: (trouble) => log.warn({ err: trouble }, "events could not be taken in, or not forgotten"),
        onLeft: (left) => log.warn(left, "events are stored, and their messages could not be taken off the queue"),
      };
      return start({
        context,
        log,
        metrics,
        openStore: () => openStoreOf(config),
        startIngestion: (store) => startIngestionOf(config, store, ingestion),
        startWatches: async (store, onSaved, workspaceUrl) => {
          const watches = await watchesOf({ context, store, onSaved, workspaceUrl: () => workspaceUrl });
          const scheduler = await schedulerOf(context, store, watches, sweepsTold(log, metrics));
          scheduler.start();
          return scheduler;
        },
      });
    },
    watch: async (config, kinds) => {
      const [{ watchOnce }, { sweepsTold }, { createMetrics }, { createLog }] = await Promise.all([
        import("./slack/watch-once.ts"),
        import("./slack/sweeps-told.ts"),
        import("./metrics.ts"),
        import("./log.ts"),
      ]);
      const metrics = createMetrics();
      const { log } = createLog(config.logLevel).job("watch");
      const context = contextFor(config, "watch", faces, { metrics });
      return watchOnce({
        context,
        log,
        metrics,
        openStore: () => openStoreOf(config),
        schedulerFor: async (store, onTroubles) => {
          const watches = await watchesOf({ context, store });
          return schedulerOf(context, store, watches, sweepsTold(log, metrics, onTroubles));
        },
        named: kinds,
      });
    },
    sandbox: async (asked) => {
      const { startSandbox } = await import("./sandbox/start.ts");
      return startSandbox(asked, {
        contextFor: (config, adapters) => contextFor(config, "sandbox", faces, adapters),
        openStore: openStoreOf,
        startIngestion: startIngestionOf,
        startWatches: async (context, store, { sayWhatWaits, workspaceUrl }) => {
          const [{ sweepsTold }, { createMetrics }, { createLog }] = await Promise.all([
            import("./slack/sweeps-told.ts"),
            import("./metrics.ts"),
            import("./log.ts"),
          ]);
          const watches = await watchesOf({ context, store, onSaved: sayWhatWaits, workspaceUrl: () => workspaceUrl });
          const { log } = createLog("warn").job("watches");
          const scheduler = await schedulerOf(context, store, watches, sweepsTold(log, createMetrics()));
          scheduler.start();
          return scheduler;
        },
      });
    },
  },
  chatFor: async (config) => (await import("./slack/chat.ts")).createChat(config),
};

const status = await runCommandLine(process.argv.slice(2), (config, name) => contextFor(config, name, faces));

// Left-over sockets of questions that nobody waits for any more must not keep the process; what is written must.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
