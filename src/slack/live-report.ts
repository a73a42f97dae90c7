import { randomUUID } from "node:crypto";
import type { AskedReport, Command } from "../commands/command.ts";
import type { Report } from "../diagnosis/report.ts";
import type { ReportView } from "../render/slack.ts";
import type { Asker } from "./asker.ts";
import { type Run, RunStopped } from "./runs.ts";

/** A report that somebody asked for, while it is made and until it is told. */
export type LiveReport = {
  id: string;
  asked: AskedReport;
  asker: Asker & { channel: string };
  run: Run;
  /** What its parent message shows now. */
  view: () => ReportView;
  isOver: () => boolean;
  /** Resolves when it is made, interrupted or broken; never rejects. */
  over: Promise<Report | null>;
  /** Ends the waiting, not the run. */
  interrupt: () => void;
};

export function createLiveReport(
  command: Command,
  asked: AskedReport,
  asker: Asker & { channel: string },
  run: Run,
  onBug: (bug: unknown) => string,
): LiveReport {
  const id = `report.${randomUUID()}`;
  const interrupted = Promise.withResolvers<never>();
  let ended: Pick<ReportView, "state" | "report" | "errorId"> | null = null;

  const over = Promise.race([run.report, interrupted.promise]).then(
    (report) => {
      ended = { state: "done", report, errorId: null };
      return report;
    },
    (error: unknown) => {
      if (error instanceof RunStopped) ended = { state: "interrupted", report: null, errorId: null };
      // The words were read before the run began: what a command finds wrong with them now is its own fault.
      else
        ended = { state: "failed", report: null, errorId: onBug(new Error(`${command.name} broke`, { cause: error })) };
      return null;
    },
  );

  return {
    id,
    asked,
    asker,
    run,
    over,
    isOver: () => ended !== null,
    interrupt: () => interrupted.reject(new RunStopped()),
    view: () => ({
      id,
      typed: asked.typed,
      regions: asked.regions,
      askedBy: asker.user,
      known: run.known(),
      pending: run.pending(),
      ...(ended ?? { state: run.state(), report: null, errorId: null }),
    }),
  };
}
