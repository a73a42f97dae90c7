import type { Answer } from "../commands/answer.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import { type CheckResult, nameOf, type Report } from "../diagnosis/report.ts";
import type { SlackFile, SlackMessage } from "./slack-message.ts";

/** What the parent message of one report shows. */
export type ReportView = {
  /** Opaque id of the report, the value of its buttons: `[\w:.-]{1,80}` */
  id: string;
  /** The domain as the person wrote it. */
  typed: string;
  regions: readonly string[];
  /** Slack user id */
  askedBy: string;
  state: "queued" | "running" | "done" | "interrupted" | "failed";
  /** While it runs, and as far as it came where it was interrupted. */
  known: readonly CheckResult[];
  pending: readonly AnyCheck[];
  /** Where it is done. */
  report: Report | null;
  /** Where it failed: the id under which the log tells more. */
  errorId: string | null;
};

/** What is said to one person alone, where there is no answer to give. */
export type SlackNotice =
  /** Who may not; `group-unreadable`: operators are a user group that could not be looked at. */
  | { kind: "refused"; why: "other-team" | "guest" | "not-operator" | "group-unreadable" }
  /** Slack's own error code (`channel_not_found`, `not_in_channel`, `is_archived`, `missing_scope`, …). */
  | { kind: "cannot-post"; what: "report" | "details" | "file"; error: string; needed: string | null }
  /** A bug; the id is the one in the log. */
  | { kind: "broken"; id: string }
  /** maildiag is shutting down and takes no new work. */
  | { kind: "stopping" }
  /** Too much is asked for at once. */
  | { kind: "busy" }
  /** A button of a report that is no longer kept. */
  | { kind: "gone" };

function said(text: string): SlackMessage {
  return {
    text,
    blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }],
  };
}

/** The parent message of one report in any of its states. */
export function slackReport(view: ReportView): SlackMessage {
  return said(`${view.typed}: ${view.state}`);
}

/** The details of a finished report, for its thread: one reply where the budget allows, else as few as it takes. */
export function slackReportThread(report: Report, view: { id: string }): readonly SlackMessage[] {
  return [said(`${nameOf(report.target)} ${view.id}`)];
}

/** `maildiag/report@1` as a file. */
export function slackReportFile(report: Report): SlackFile {
  const filename = `maildiag-${nameOf(report.target)}.json`;
  return { filename, title: filename, content: "{}", text: filename };
}

/** Every other answer. Several messages only where one cannot hold it. */
export function slackAnswer(answer: Exclude<Answer, { kind: "reports" }>): readonly SlackMessage[] {
  return [said(answer.kind)];
}

/** What a person got wrong, for that person alone. `usage` as in the registry, `check <domain>…`. */
export function slackMistake(problem: string, usage: string | null): SlackMessage {
  return said(usage === null ? problem : `${problem}\n/maildiag ${usage}`);
}

export function slackNotice(notice: SlackNotice): SlackMessage {
  return said(notice.kind);
}
