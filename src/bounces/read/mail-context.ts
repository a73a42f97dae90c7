import type { Refusal } from "../refusal.ts";
import { domainOf, firstAddress } from "./address.ts";
import { field } from "./header-fields.ts";
import { readAuthentication } from "./headers.ts";
import type { Part } from "./mime.ts";

/** What all refusals of one notice share. `reporter` is the host that wrote it, where the notice says so. */
export type Context = { message: Part; notice: string; original: Part | null; reporter: string | null };

/** Words of whoever puts mail into mailboxes: no other server's answer, so its own side had taken the message. */
const DELIVERS_ITSELF =
  /pipe to \||mta-imposed|local delivery failed|delivery to (?:pipe|file) forbidden|child status|user missing home|no mailbox here by that name|final delivery userid|writing to file|couldn't create|can't create|mailbox exceeds allowed size|msexch:|listed in (?:domino|public)/i;

/** Adds what the mail around a refusal tells: whether the receiver's side had taken the message, and which message it was. */
export function finish(context: Context, refusal: Refusal): Refusal {
  const { original } = context;
  const header = original ? original.fields : [];
  const sesHeaders = header.filter(
    ({ name }) =>
      name === "received" ||
      name === "feedback-id" ||
      name === "x-ses-outgoing" ||
      name === "message-id" ||
      name === "return-path",
  );
  const throughSes = sesHeaders.some(({ name, value }) => name === "x-ses-outgoing" || /amazonses/i.test(value));
  const reportedBySes =
    /amazonses\.com|amazonaws\.com/.test(refusal.reporter ?? "") ||
    /amazonses\.com/i.test(field(context.message.fields, "from") ?? "");
  const domain = domainOf(refusal.recipient);
  const reporter = refusal.reporter ?? "";
  const ownDomain = domain !== null && (reporter === domain || reporter.endsWith(`.${domain}`));
  const remote = refusal.reply.server.name ?? refusal.reply.server.ip;
  const locally =
    refusal.diagnosticType === "x-unix" ||
    (refusal.diagnosticType === "x-postfix" &&
      !/\bhost \S{1,255} (?:said|refused)|lost connection|connect to|not found|timed out/i.test(refusal.text)) ||
    (remote === null && refusal.reply.replyCode === null && DELIVERS_ITSELF.test(refusal.text));
  const late = !reportedBySes && (throughSes || locally || (ownDomain && (remote === null || remote === reporter)));
  const messageId = field(header, "message-id");
  return {
    ...refusal,
    ...(late ? { afterAcceptance: true } : {}),
    detail: {
      messageId,
      sesMessageId: sesMessageIdIn(messageId ?? "") ?? sesMessageIdIn(field(header, "return-path") ?? ""),
      fromDomain: domainOf(firstAddress(field(header, "from") ?? "")),
      at: field(context.message.fields, "date"),
      authentication: readAuthentication(header),
    },
  };
}

/** SES's message ids: sixteen hex digits, a UUID, six digits. */
export function sesMessageIdIn(text: string): string | null {
  return (
    /\b[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9]{6}\b/i.exec(text)?.[0] ?? null
  );
}
