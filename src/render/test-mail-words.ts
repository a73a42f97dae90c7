import type { TestMailNotAsked } from "../commands/answer.ts";
import type { TestMail } from "../ports/test-mails.ts";
import type { TestMailRefusal } from "../test-mails/click.ts";
import { refusalWords } from "./removal-words.ts";
import { sentence } from "./slack-text.ts";

/** The words of test mails that every face shares. People are named by the face. */

/** How it stands, without who did it. */
export function testMailState({ state, told }: Pick<TestMail, "state" | "told">): string {
  switch (state) {
    case "pending":
      return "Waits for a decision";
    case "approved":
    case "sending":
      return "Approved, being sent";
    case "sent":
      return told === null ? "Sent" : (ON_ITS_WAY[told] ?? "Sent");
    case "refused":
      return "Not sent: SES refused it";
    case "failed":
      return "Not sent";
    case "unsure":
      return "May have been sent, and is not sent again";
    case "denied":
      return "Denied";
    case "expired":
      return "Expired: nobody decided within 3 days";
  }
}

const ON_ITS_WAY: Readonly<Record<string, string>> = {
  silent: "Sent, and nothing was heard of it",
  delayed: "Sent, and delayed",
  delivered: "Delivered",
  dropped: "Dropped by SES",
  bounced: "Refused by the recipient's server",
  returned: "Returned after it had been accepted",
  complained: "Arrived, and was complained of",
};

/** What more is to be said of how it stands: SES's id, its refusal, what to ask next. */
export function testMailDetail({ state, messageId, trouble, to }: TestMail): readonly string[] {
  switch (state) {
    case "sent":
      return [`SES took it as ${messageId}.`];
    case "refused":
    case "failed":
      return [sentence(trouble ?? "")];
    case "unsure":
      return [sentence(trouble ?? ""), `What SES published of mail to it: trace ${to}`];
    case "pending":
    case "approved":
    case "sending":
    case "denied":
    case "expired":
      return [];
  }
}

/** Why nothing was asked for, and what to do; who asked before, the face adds. `request`: how the face asks for a removal. */
export function testMailNotAsked(
  answer: TestMailNotAsked,
  request: (address: string, region: string) => string,
): { happened: string; next: readonly string[] } {
  const { to, region } = answer.wish;
  if (answer.came === "open")
    return {
      happened: `A test mail to ${to} was asked for already`,
      next: ["It is not decided and sent yet. One at a time."],
    };
  const { address, entry, acts } = answer.listed;
  const since = entry.since.toISOString().slice(0, 10);
  return {
    happened: `No test mail was asked for: ${address} is on the suppression list of ${region} (${entry.reason} since ${since}).`,
    next: [
      acts === null
        ? `SES may take the mail and drop it: whether the account suppresses for ${entry.reason} there could not be read.`
        : "SES would take the mail and drop it.",
      `Ask for its removal first: ${request(address, region)}`,
    ],
  };
}

/** Why a click did nothing, and what to do; who was faster, the face adds. */
export function testMailRefusal(refusal: TestMailRefusal): { happened: string; next: string } {
  if (refusal.why === "already")
    return { happened: ALREADY[refusal.state], next: "Nothing was changed by your click." };
  if (refusal.why === "expired")
    return { happened: "It has expired: nobody decided within 3 days.", next: "Ask again." };
  return refusalWords(refusal);
}

const ALREADY = {
  approved: "Already approved",
  sending: "Already approved, and being sent",
  sent: "Already approved and sent",
  refused: "Already approved; SES refused it",
  failed: "Already approved; it could not be sent",
  unsure: "Already approved; it may have been sent",
  denied: "Already denied",
  expired: "It has expired",
} as const;
