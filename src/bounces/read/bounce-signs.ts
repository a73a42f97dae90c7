import { oneLine } from "../refusal.ts";
import { decodedField, field } from "./header-fields.ts";
import type { Part } from "./mime.ts";
import { codesOf } from "./reply-line.ts";

const BOUNCE_SENDER =
  /mailer[-_.]?daemon|post_?master|poostmaster|mail delivery|mdaemon|mail administrator|delivery subsystem|mail system|no-?reply@.{0,60}(?:dion|ezweb)|<>/i;
const BOUNCE_SUBJECT =
  /undeliver|delivery (?:status|failure|failed|error|problem|notification|has failed|report)|failure notice|returned mail|mail (?:delivery|failure|error|system error)|not be delivered|could not be delivered|delivery failure|unable to deliver|non remis|unzustellbar|nicht zugestellt|non[- ]?delivery|delivery.{0,20}delay|warning: (?:could not send|message)|loop alert|are not member|rejected|bounce|message status|email delivery|不達|送信でき|配信不能|退信|estado d[ea] entrega|état de distribution|stato (?:del recapito|della consegna)|no se puede entregar|no entregado|não (?:foi )?entregue|impossibile recapitare|mancato recapito|non distribué|onbestelbaar|niet bezorgd|olevererbart|kan ikke leveres|nie dostarczon|недоставлен/i;
/** What notices say of a mail that did not arrive; for a text on one line, for notices break theirs. */
export const BOUNCE_WORDS =
  /could not be delivered|couldn't be delivered|was not delivered|wasn't delivered|wasn't able to deliver|delivery (?:has )?failed|delivery to the following|did not reach|unable to deliver|undeliverable|returned to sender|permanent(?: fatal)? error|rejected by a remote|delivery failure|failed permanently|could not deliver|error delivering your mail|not member|duplicated message-id|can't be delivered|cannot be delivered|has not been delivered|address(?:es)? failed|address was not found|address not found|invalid final delivery|requested action not taken|problem delivering your message|not (?:a )?member of this/i;

function senderOf({ fields }: Part): string {
  return `${field(fields, "from") ?? "<>"} ${field(fields, "return-path") ?? ""}`;
}

/** RFC 3834 and RFC 3464: a program says that it is one, or has a program's name or return path. */
export function isFromProgram(message: Part): boolean {
  const { fields, type } = message;
  return (
    field(fields, "x-failed-recipients") !== null ||
    type === "multipart/report" ||
    BOUNCE_SENDER.test(senderOf(message)) ||
    /auto-replied|auto-generated/i.test(field(fields, "auto-submitted") ?? "")
  );
}

/** Whether a mail without a delivery status is a notice: by its sender, its subject and its words, two of them. */
export function isBounce(message: Part, notice: string): boolean {
  if (field(message.fields, "x-failed-recipients") !== null) return true;
  const sender = senderOf(message);
  const subject = decodedField(message.fields, "subject").slice(0, 300);
  const head = notice.slice(0, 3_000);
  const points =
    (BOUNCE_SENDER.test(sender) ? 1 : 0) +
    (isFromDaemon(message) ? 1 : 0) +
    (BOUNCE_SUBJECT.test(subject) ? 1 : 0) +
    (BOUNCE_WORDS.test(oneLine(head)) ? 1 : 0) +
    (codesOf(head).enhancedCode !== null ? 1 : 0);
  const automatic = /auto-replied|auto-generated/i.test(field(message.fields, "auto-submitted") ?? "");
  return (
    points >= 2 || (points === 1 && BOUNCE_SUBJECT.test(subject) && !automatic && codesOf(head).replyCode !== null)
  );
}

/** RFC 5321 §4.5.5: nobody answers a notice. A person's own auto-reply has an empty return path as well, but another sender. */
function isFromDaemon({ fields }: Part): boolean {
  const from = field(fields, "from") ?? "";
  return /mailer[-_.]?daemon|postmaster/i.test(from) && /^\s{0,8}<>/.test(field(fields, "return-path") ?? "");
}
