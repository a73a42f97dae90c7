import type { Answer, DoctorItem, ExplainedInput, HelpEntry, StreamedAnswer } from "../commands/answer.ts";
import type { Finding, Fix } from "../diagnosis/finding.ts";
import {
  type CheckResult,
  entryOf,
  hopsOf,
  nameOf,
  type Report,
  type ReportedFinding,
  verdictOf,
} from "../diagnosis/report.ts";
import { masked } from "../secret.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { alertsDocument } from "./json-alerts.ts";
import { line } from "./json-line.ts";
import { historyDocument, requestedDocument } from "./json-removals.ts";
import { suppressionDocument } from "./json-suppressions.ts";
import { traceDocument } from "./json-trace.ts";
import { testMailDocument } from "./terminal-test-mail.ts";
import { watchedDocument } from "./watched-words.ts";

/** The documents that `--json` prints, one a line: `maildiag/report@1` and its siblings. */
export function jsonOf(answer: Exclude<Answer, StreamedAnswer>): readonly string[] {
  switch (answer.kind) {
    case "reports":
      return answer.reports.map((report) => line(reportDocument(report)));
    case "doctor":
      return [line(doctorDocument(answer.items))];
    case "policy":
      return [line({ ...answer.policy })];
    case "smtp-password":
      // The one answer that is a secret.
      return [line(passwordDocument(answer), (text) => text)];
    case "help":
      return [line({ schema: "maildiag/help@1", commands: answer.entries.map(helpDocument) })];
    case "trace":
      // What was stored by an earlier version may hold what looks like a secret.
      return [line(traceDocument(answer), (text) => withoutSecretForms(masked(text)).text)];
    case "suppression":
      return [line(suppressionDocument(answer))];
    case "requested":
      return [line(requestedDocument(answer))];
    case "test-mail":
      return [line(testMailDocument(answer))];
    case "history":
      return [line(historyDocument(answer))];
    case "alerts":
      return [line(alertsDocument(answer))];
    case "import":
      return [line({ schema: "maildiag/import@1", files: answer.files })];
    case "template":
      return [line(answer.template)];
    case "watched":
      return [line(watchedDocument(answer))];
    case "done":
      return [];
  }
}

/** `maildiag/explanation@1`, with the source where there are several, and the rules tried where they are asked for. */
export function explanationJson({ source, explanation, details, why }: ExplainedInput): string {
  const items = why
    ? explanation.items.map((item, index) => ({ ...item, tried: details[index]?.tried ?? [] }))
    : explanation.items;
  return line({ ...explanation, ...(source !== null && { source }), items });
}

/** `maildiag/report@1` */
function reportDocument(report: Report) {
  const { target, at, tookMs } = report;
  const verdict = verdictOf(report);
  return {
    schema: "maildiag/report@1",
    target: targetDocument(target),
    at: at.toISOString(),
    tookMs,
    verdict: verdict
      ? {
          severity: verdict.severity,
          hop: verdict.hop,
          code: verdict.finding.code,
          subject: verdict.finding.subject,
          title: entryOf(verdict.check, verdict.finding).title(verdict.finding),
        }
      : {
          severity: "ok",
          hop: null,
          code: null,
          subject: nameOf(target),
          title: "Nothing was found that counts",
        },
    hops: hopsOf(report).map(({ hop, severity, results }) => ({ hop, severity, checks: results.map(checkDocument) })),
  };
}

function targetDocument(target: Report["target"]) {
  const relays = target.relays?.map(({ name }) => name);
  const senders = target.senders?.map((sender) => sender.function);
  const { domain, typed, regions } = target;
  if (domain === undefined && relays) return { relays };
  if (domain === undefined && senders) return { senders };
  return {
    ...(domain !== undefined && { domain, ...(typed !== domain && { typed }) }),
    regions,
    ...(relays && relays.length > 0 && { relays }),
    ...(senders && senders.length > 0 && { senders }),
  };
}

function checkDocument({ check, tookMs, findings }: CheckResult) {
  return {
    check: check.name,
    title: check.title,
    tookMs,
    findings: findings.map((finding) => findingDocument(check, finding)),
  };
}

function findingDocument(check: CheckResult["check"], finding: ReportedFinding) {
  const { severity, title, why, fix } = entryOf(check, finding);
  return {
    code: finding.code,
    severity,
    subject: finding.subject,
    title: title(finding),
    why: why(finding),
    fix: fix ? fixDocument(fix(finding)) : null,
    data: finding.data satisfies Finding["data"],
    ...(finding.accepted && { accepted: finding.accepted }),
  };
}

function fixDocument({ text, who, records, commands }: Fix) {
  return { text, who, records, commands };
}

function doctorDocument(items: readonly DoctorItem[]) {
  return { schema: "maildiag/doctor@1", items };
}

/** The one place where a secret is printed: it is what was asked for. */
function passwordDocument({ region, password, verification }: Extract<Answer, { kind: "smtp-password" }>) {
  return { schema: "maildiag/smtp-password@1", region, password: password.reveal(), verification };
}

function helpDocument({ usage, summary, where, details }: HelpEntry) {
  return { usage, summary, where, details };
}
