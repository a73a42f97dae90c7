import pLimit from "p-limit";
import { type AskedReport, type Command, type Context, UsageMistake } from "../commands/command.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import { type CheckResult, type Report, severityOf } from "../diagnosis/report.ts";
import type { Metrics } from "../metrics.ts";

/** SES answers about one question a second, region and action: more at once would only wait on each other. */
const AT_ONCE = 4;

/** One making of a report, which several people may be waiting for. */
export type Run = {
  state: () => "queued" | "running";
  known: () => readonly CheckResult[];
  pending: () => readonly AnyCheck[];
  /** Rejects with UsageMistake, RunStopped or a bug. */
  report: Promise<Report>;
  /** Told whenever more is known. The answer ends that. */
  watch: (changed: () => void) => () => void;
};

export type Runs = {
  /** The run that makes this report already, or a new one. */
  join: (command: Command, asked: AskedReport) => Run;
  /** What waits for its turn ends as RunStopped. */
  stop: () => void;
};

/** It never began: the bot was shutting down. */
export class RunStopped extends Error {}

export function createRuns(context: Context, metrics: Metrics): Runs {
  const limit = pLimit(AT_ONCE);
  const underWay = new Map<string, Run>();
  const stopping = new AbortController();

  const countQueue = () => metrics.waiting.set({ what: "runs" }, limit.pendingCount);

  async function make(command: Command, { words }: AskedReport, onProgress: Context["onProgress"]): Promise<Report> {
    const ended = metrics.runSeconds.startTimer({ command: command.name });
    try {
      const answer = await command.run(words, { ...context, ...(onProgress && { onProgress }) });
      const report = answer.kind === "reports" ? answer.reports[0] : undefined;
      if (!report) throw new Error(`${command.name} promised a report and gave none`);
      count(report);
      metrics.runs.inc({ command: command.name, outcome: "done" });
      return report;
    } catch (error) {
      metrics.runs.inc({ command: command.name, outcome: error instanceof UsageMistake ? "mistake" : "broken" });
      throw error;
    } finally {
      ended();
    }
  }

  function count({ results }: Report): void {
    for (const { check, findings } of results) {
      for (const finding of findings) {
        metrics.findings.inc({ code: finding.code, severity: severityOf(check, finding) });
      }
    }
  }

  function begin(command: Command, asked: AskedReport): Run {
    const watchers = new Set<() => void>();
    let state: "queued" | "running" = "queued";
    let known: readonly CheckResult[] = [];
    let pending: readonly AnyCheck[] = [];
    const tell = () => {
      for (const changed of watchers) changed();
    };
    const never = Promise.withResolvers<never>();
    const giveUp = () => {
      if (state === "queued") never.reject(new RunStopped());
    };
    stopping.signal.addEventListener("abort", giveUp, { once: true });
    const made = limit(async () => {
      countQueue();
      if (stopping.signal.aborted) throw new RunStopped();
      state = "running";
      tell();
      return make(command, asked, (_, nowKnown, nowPending) => {
        known = nowKnown;
        pending = nowPending;
        tell();
      });
    });
    countQueue();
    const report = Promise.race([made, never.promise]).finally(() =>
      stopping.signal.removeEventListener("abort", giveUp),
    );
    return {
      state: () => state,
      known: () => known,
      pending: () => pending,
      report,
      watch: (changed) => {
        watchers.add(changed);
        return () => watchers.delete(changed);
      },
    };
  }

  return {
    join(command, asked) {
      const key = JSON.stringify([command.name, asked.words]);
      const found = underWay.get(key);
      if (found) return found;
      const run = begin(command, asked);
      underWay.set(key, run);
      const over = () => void underWay.delete(key);
      run.report.then(over, over);
      return run;
    },
    stop: () => stopping.abort(),
  };
}
