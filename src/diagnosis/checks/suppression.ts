import type { Check } from "../check.ts";
import { shellWord } from "../shell-word.ts";

type Code = "SUPPRESSION_OK" | "SUPPRESSION_OFF";

/** Does the account's suppression list act in this region? */
export const suppression: Check<Code> = {
  name: "suppression",
  title: "Suppression list",
  hop: "processing",
  codes: {
    SUPPRESSION_OK: {
      severity: "ok",
      title: ({ data }) => `The suppression list acts in ${data.region}`,
      why: ({ data }) =>
        `Addresses that end in ${(data.suppressedReasons as readonly string[]).join(" or ")} are listed in ${data.region}, and mail to them is dropped. Every region has its own list.`,
    },
    SUPPRESSION_OFF: {
      severity: "note",
      title: ({ data }) => `The suppression list is off in ${data.region}`,
      why: () =>
        "The account's SuppressedReasons are empty: SES goes on sending to addresses that bounced or complained, which costs reputation.",
      fix: ({ data }) => ({
        text: "Switch it on for bounces and complaints, unless the senders keep a list of their own.",
        who: "you",
        records: [],
        commands: [
          `aws sesv2 put-account-suppression-attributes --region ${shellWord(data.region)} --suppressed-reasons BOUNCE COMPLAINT`,
        ],
      }),
    },
  },
  looks: (target, { ses }) =>
    target.regions.map((region) => ({
      region,
      look: async () => {
        const { suppressedReasons } = await ses.account(region);
        const code = suppressedReasons.length > 0 ? "SUPPRESSION_OK" : "SUPPRESSION_OFF";
        return [{ code, subject: target.domain, data: { suppressedReasons } }];
      },
    })),
};
