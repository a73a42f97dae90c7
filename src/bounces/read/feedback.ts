import { NO_REPLY, oneLine, type Refusal } from "../refusal.ts";
import { addressesIn, domainOf, firstAddress } from "./address.ts";
import { allFields, field, readHeaderFields } from "./header-fields.ts";
import type { Part } from "./mime.ts";

/** Complaints in the Abuse Reporting Format (RFC 5965, 6591), and those of Microsoft's own feedback loop. */
export function readFeedback(message: Part, own: readonly Part[], original: Part | null): readonly Refusal[] {
  const report = own.find(({ type }) => type === "message/feedback-report");
  const declared = message.parameters.get("report-type")?.toLowerCase() === "feedback-report";
  const hotmail = field(message.fields, "x-hmxmroriginalrecipient");
  const complaint = /^complaint about message from /i.test(field(message.fields, "subject") ?? "");
  if (!report && !declared && hotmail === null && !complaint) return [];

  const inText = own.map((part) => part.text()).find((text) => /^feedback-type:/im.test(text)) ?? "";
  const text = report?.text() ?? inText.slice(Math.max(0, inText.search(/^feedback-type:/im)));
  const { fields } = readHeaderFields(text.trimStart());
  const kind = field(fields, "feedback-type") ?? "abuse";
  const named = [
    ...allFields(fields, "original-rcpt-to"),
    ...allFields(fields, "removal-recipient"),
    hotmail ?? "",
  ].flatMap((value) => addressesIn(value));
  const recipients =
    named.length > 0 ? [...new Set(named)] : [original ? firstAddress(field(original.fields, "to") ?? "") : null];
  const authFailure = kind.toLowerCase() === "auth-failure";
  return recipients.map((recipient) => ({
    recipient,
    text: oneLine(`Feedback-Type: ${kind}`),
    status: null,
    action: null,
    diagnosticType: null,
    reply: NO_REPLY,
    reporter: null,
    from: "mail",
    told: {
      reason: "feedback",
      rule: `form: feedback report ${oneLine(kind, 40)}`,
      hop: "mailbox",
      permanent: null,
      ...(authFailure
        ? {
            meaning:
              "A receiver reports a message that failed DMARC (an RFC 6591 failure report, not a complaint by a person).",
            fix: "Look whether the mail was yours: if so, its SPF or DKIM is not aligned; run `check` on the domain.",
          }
        : {}),
    },
    detail: {
      messageId: original ? field(original.fields, "message-id") : null,
      fromDomain: original ? domainOf(firstAddress(field(original.fields, "from") ?? "")) : null,
      at: field(fields, "arrival-date"),
    },
  }));
}
