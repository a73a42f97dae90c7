import type { LogTo } from "./log.ts";
import { runCommandLine } from "./terminal/command-line.ts";
import type { Shell } from "./terminal/shell.ts";
import { contextFor, openStoreOf, schedulerOf, startIngestionOf, watchesOf } from "./wiring.ts";

type Faces = Parameters<typeof contextFor>[2];

/**
 * Runs the program as in a shell and returns the exit status; nothing ends the process but `start` and who reads its
 * output. `logTo` is where the log goes, if not to the process's stderr.
 */
export function runProgram(argv: readonly string[], shell: Shell = process, logTo?: LogTo): Promise<number> {
  const faces = facesOf(logTo);
  return runCommandLine(argv, (config, name) => contextFor(config, name, faces, { logTo }), shell, logTo);
}

function facesOf(logTo: LogTo | undefined): Faces {
  const faces: Faces = {
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
        const { log } = createLog(config.logLevel, logTo).job("start");
        const context = contextFor(config, "start", faces, { metrics, hearing, logTo });
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
        const { log } = createLog(config.logLevel, logTo).job("watch");
        const context = contextFor(config, "watch", faces, { metrics, logTo });
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
          contextFor: (config, adapters) => contextFor(config, "sandbox", faces, { ...adapters, logTo }),
          openStore: openStoreOf,
          startIngestion: startIngestionOf,
          startWatches: async (context, store, { sayWhatWaits, workspaceUrl }) => {
            const [{ sweepsTold }, { createMetrics }, { createLog }] = await Promise.all([
              import("./slack/sweeps-told.ts"),
              import("./metrics.ts"),
              import("./log.ts"),
            ]);
            const watches = await watchesOf({
              context,
              store,
              onSaved: sayWhatWaits,
              workspaceUrl: () => workspaceUrl,
            });
            const { log } = createLog("warn", logTo).job("watches");
            const scheduler = await schedulerOf(context, store, watches, sweepsTold(log, createMetrics()));
            scheduler.start();
            return scheduler;
          },
        });
      },
    },
    chatFor: async (config) => (await import("./slack/chat.ts")).createChat(config),
  };
  return faces;
}
