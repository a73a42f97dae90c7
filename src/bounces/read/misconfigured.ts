import { oneLine, type Refusal } from "../refusal.ts";
import { addressesIn } from "./address.ts";
import { readReply } from "./reply-line.ts";

const NOTICE =
  /misconfigured or out of date|tried to send mail using a different (?:address|server)|send(?:ing)? mail from a different address or alias/i;

/** Gmail's notice that the server behind a "Send mail as" alias refused it. It names no fault of the recipient. */
export function isMisconfiguredNotice(text: string): boolean {
  return NOTICE.test(text.slice(0, 16_000));
}

export function misconfiguredRelay(text: string): Refusal {
  const head = text.slice(0, 16_000);
  const at = head.search(/misconfigured or out of date/i);
  const answer =
    /(?:remote server responded|response(?: from the remote server)?(?: was)?|response:)\s{0,8}:?\s{0,8}([^\n]{3,500})/i.exec(
      head,
    )?.[1] ?? "";
  const reply = readReply(answer === "" ? head : answer);
  const refusedBySes =
    reply.replyCode !== null &&
    /^(?:454|554|553|552)$/.test(reply.replyCode) &&
    !/credential|authentication/i.test(answer);
  return {
    recipient: recipientIn(head),
    text: oneLine(answer === "" ? head.slice(Math.max(0, at - 300), at + 600) : answer),
    status: null,
    action: null,
    diagnosticType: null,
    reply: readReply(head),
    reporter: "googlemail.com",
    from: "mail",
    told: refusedBySes
      ? {
          reason: "securityerror",
          rule: "form: Gmail's alias, refused after sign-in",
          hop: "submission",
          who: "you",
          retry: "after-fix",
        }
      : {
          reason: "securityerror",
          rule: "form: Gmail's notice that an alias is misconfigured or out of date",
          hop: "relay",
          permanent: true,
          who: "you",
          retry: "after-fix",
          meaning:
            'Gmail could not hand the mail to the server of the "Send mail as" alias: the stored user name or password is no longer good, or the server is no longer there. The recipient\'s side never saw the mail.',
          fix: "Create new SMTP credentials for an active key, then in Gmail: Settings, Accounts and Import, Send mail as, edit info, and enter user name and password anew.",
        },
  };
}

function recipientIn(head: string): string | null {
  const named =
    /(?:delivered to|deliver(?:ing)? (?:your )?(?:mail|message)?\s?to|sent to)\s{1,4}\S{0,4}?([^\s<>"']{1,128}@[^\s<>"',;]{1,254})/i.exec(
      head,
    )?.[1];
  return named ? (addressesIn(named, 1)[0] ?? null) : null;
}
