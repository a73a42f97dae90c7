import { NO_REPLY, oneLine, type Refusal } from "../refusal.ts";
import { firstAddress } from "./address.ts";
import { decodedField, field } from "./header-fields.ts";
import type { Part } from "./mime.ts";

const SUBJECT =
  /^(?:re: ?)?(?:auto(?:matic|matische|mated)?[- ]?(?:reply|response|antwort|answer)|auto: ?|auto-?response|out of (?:the )?office|out of office autoreply|vacation|abwesen|absence|réponse automatique|automatische antwort|respuesta automática|risposta automatica|automatisch antwoord|自動応答|不在|i am away|away from)/i;
const WORDS =
  /\b(?:out of (?:the )?office|on vacation|on holiday|on leave|away from (?:my|the) (?:office|desk|mail)|will be back|i am currently away|maternity leave|i will return|abwesend|nicht im büro|en vacances|absent du bureau|auto(?:matic)? reply)\b/i;

/** An answer that a machine gave for its owner (RFC 3834): the mail did arrive. */
export function readAutoReply(message: Part, notice: string): Refusal | null {
  const { fields } = message;
  const submitted = (field(fields, "auto-submitted") ?? "").toLowerCase();
  const subject = decodedField(fields, "subject").slice(0, 200);
  const precedence = (field(fields, "precedence") ?? "").toLowerCase();
  const marks =
    submitted.startsWith("auto-replied") ||
    field(fields, "x-autoreply") !== null ||
    field(fields, "x-autorespond") !== null ||
    field(fields, "x-apple-action")?.toLowerCase() === "vacation" ||
    precedence.startsWith("auto_reply");
  const suppress =
    field(fields, "x-auto-response-suppress") !== null &&
    /oof|all|autoreply/i.test(field(fields, "x-auto-response-suppress") ?? "");
  if (!marks && !SUBJECT.test(subject) && !(suppress && WORDS.test(notice.slice(0, 2_000)))) return null;
  return {
    recipient: firstAddress(field(fields, "from") ?? "") ?? firstAddress(field(fields, "reply-to") ?? ""),
    text: oneLine(notice || subject),
    status: null,
    action: null,
    diagnosticType: null,
    reply: NO_REPLY,
    reporter: null,
    from: "mail",
    told: { reason: "vacation", rule: "form: automatic reply (RFC 3834)", hop: "mailbox", permanent: false },
    detail: { messageId: field(fields, "in-reply-to"), at: field(fields, "date") },
  };
}
