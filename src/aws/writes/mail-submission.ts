import type { MailSubmission } from "../../ports/mail-submission.ts";
import type { Aws } from "../aws.ts";
import { perRegion } from "../per-region.ts";
import { errorFacts, oneLine } from "../trouble-of.ts";

/** SES's own refusals; what is denied or throttled is trouble. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const REFUSALS = [
  "MessageRejected",
  "MailFromDomainNotVerifiedException",
  "AccountSuspendedException",
  "SendingPausedException",
  "BadRequestException",
  "NotFoundException",
];

/** The canary's mails and approved test mails, and no other. */
export function createMailSubmission({ aws }: { aws: Aws }): MailSubmission {
  const v2 = perRegion(
    aws,
    () => import("@aws-sdk/client-sesv2"),
    (sdk, config) => new sdk.SESv2Client(config),
  );
  return {
    send: (region, { from, to, subject, text }, signal) => {
      const question = { action: "ses:SendEmail", region, isWrite: true };
      return aws.call(question, signal, v2, async ({ sdk, client }, options) => {
        const input = {
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
        };
        try {
          const { MessageId } = await client.send(new sdk.SendEmailCommand(input), options);
          if (MessageId) return { messageId: MessageId };
          throw new Error("SES took a mail and told no message id");
        } catch (error) {
          const facts = errorFacts(error);
          if (!REFUSALS.includes(facts.name)) throw error;
          const [what, why] = [facts.name.replace(/Exception$/, ""), oneLine(facts).toWellFormed()];
          return { refused: why === facts.name ? what : `${what}: ${why}` };
        }
      });
    },
  };
}
