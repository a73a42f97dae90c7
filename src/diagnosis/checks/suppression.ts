import { type Growth, growthOf } from "../../suppressions/growth.ts";
import type { Check, Target } from "../check.ts";
import type { Finding } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable, tell } from "../readable.ts";
import { shellWord } from "../shell-word.ts";

type Code = "SUPPRESSION_OK" | "SUPPRESSION_OFF" | "SUPPRESSION_GROWING";

/** Does the account's suppression list act in this region, and does it grow by more than it used to? */
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
    SUPPRESSION_GROWING: {
      severity: "warning",
      title: ({ data }) => `The suppression list of ${data.region} grows: ${data.lastDay} new entries in 24 hours`,
      why: ({ data }) =>
        `Before that there were ${perDay(data.perDayBefore)} a day over 14 days. Mail to every one of them is dropped in ${data.region} from now on, and a burst of bounces costs reputation.`,
      fix: ({ data }) => ({
        text: "Stop the campaign that went out in that time, and look at what its recipients have in common before anything is sent to them again.",
        who: "you",
        records: [],
        commands: [`maildiag suppressions list --region ${shellWord(data.region)} --since 24h`],
      }),
    },
  },
  looks: (target, { ses, now }) =>
    target.regions.map((region) => ({
      region,
      look: async () => {
        const [{ suppressedReasons }, growth] = await Promise.all([
          ses.account(region),
          readable(growthIn(region, target, ses, now)),
        ]);
        const found = (code: Code, data: Finding["data"]): Finding<Code> => ({ code, subject: target.domain, data });
        if (suppressedReasons.length === 0) return [found("SUPPRESSION_OFF", { suppressedReasons })];
        if (growth.value?.isGrowing) {
          const { lastDay, perDayBefore } = growth.value;
          return [found("SUPPRESSION_GROWING", { suppressedReasons, lastDay, perDayBefore })];
        }
        // That the list acts is known even where it cannot be read.
        return [found("SUPPRESSION_OK", { suppressedReasons }), ...(growth.trouble ? [tell(growth.trouble)] : [])];
      },
    })),
};

/** Null at a first look: there is nothing yet that it could be compared with, and nobody is alarmed by what was there. */
async function growthIn(
  region: string,
  { suppressionHistory }: Target,
  ses: Questions["ses"],
  now: Date,
): Promise<Growth | null> {
  const history = (await suppressionHistory?.(region)) ?? null;
  return history && growthOf(history, (wanted) => ses.suppressionPage(region, wanted), region, now);
}

function perDay(mean: unknown): string {
  const rounded = Math.round(Number(mean) * 10) / 10;
  return rounded === 0 ? "none" : String(rounded);
}
