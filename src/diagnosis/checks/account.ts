import type { SesAccount } from "../../ports/ses.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, ReputationTarget } from "../check.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, Fix } from "../finding.ts";
import { tell } from "../readable.ts";
import { shellWord } from "../shell-word.ts";

type Code =
  | "ACCOUNT_OK"
  | "ACCOUNT_SANDBOX"
  | "ACCOUNT_PROBATION"
  | "ACCOUNT_SENDING_DISABLED"
  | "ACCOUNT_SHUTDOWN"
  | "QUOTA_NEARLY_USED"
  | "QUOTA_EXHAUSTED";

/** May this account send in this region at all, and how much is left today? */
export const account: Check<Code, ReputationTarget> = {
  name: "account",
  title: "SES account",
  hop: "submission",
  codes: {
    ACCOUNT_OK: {
      severity: "ok",
      title: ({ data }) => `The account may send in ${data.region}`,
      why: ({ data }) => `Sending is on, production access is granted, ${quotaWords(data)}.`,
    },
    ACCOUNT_SANDBOX: {
      severity: "warning",
      title: ({ data }) => `The account is in the SES sandbox in ${data.region}`,
      why: () => "In the sandbox SES accepts mail only to verified addresses and refuses every other recipient.",
      fix: ({ data }) => ({
        text: `Request production access for ${data.region}: SES console → Account dashboard → Request production access.`,
        who: "you",
        records: [],
        commands: [
          `aws sesv2 put-account-details --region ${shellWord(data.region)} --production-access-enabled --mail-type TRANSACTIONAL --website-url https://YOUR-SITE`,
        ],
      }),
    },
    ACCOUNT_PROBATION: {
      severity: "warning",
      title: ({ data }) => `The account is under review in ${data.region}`,
      why: ({ data }) =>
        `SES reports enforcement status PROBATION${reviewWords(data)}. Sending goes on, but may be paused.`,
      fix: ({ data }) => supportCase(data.region, "Answer the review that AWS opened, and mend what it names"),
    },
    ACCOUNT_SENDING_DISABLED: {
      severity: "failure",
      title: ({ data }) => `Sending is switched off for the account in ${data.region}`,
      why: ({ data }) => `GetAccount in ${data.region} answers SendingEnabled false: SES refuses every mail there.`,
      fix: ({ data }) => ({
        text: `Find out who switched it off and why (CloudTrail: PutAccountSendingAttributes), then switch it on again.`,
        who: "you",
        records: [],
        commands: [`aws sesv2 put-account-sending-attributes --region ${shellWord(data.region)} --sending-enabled`],
      }),
    },
    ACCOUNT_SHUTDOWN: {
      severity: "failure",
      title: ({ data }) => `AWS has paused the account's sending in ${data.region}`,
      why: ({ data }) =>
        `SES reports enforcement status SHUTDOWN${reviewWords(data)}. No mail leaves until AWS lifts it.`,
      fix: ({ data }) =>
        supportCase(data.region, "Ask AWS to lift the pause, saying what caused it and what has changed"),
    },
    QUOTA_NEARLY_USED: {
      severity: "warning",
      title: ({ data }) => `${data.usedPercent} % of the daily quota in ${data.region} is used`,
      why: ({ data }) =>
        `${quotaWords(data)}; above it SES refuses mail (454 throttling) until the 24 hours have moved on.`,
      fix: ({ data }) => raiseQuota(data.region),
    },
    QUOTA_EXHAUSTED: {
      severity: "failure",
      title: ({ data }) => `The daily sending quota in ${data.region} is used up`,
      why: ({ data }) => `${quotaWords(data)}: SES refuses mail (454 throttling) until the 24 hours have moved on.`,
      fix: ({ data }) => raiseQuota(data.region),
    },
  },
  looks: (target, { ses }) =>
    target.regions.map((region) => ({
      region,
      look: async () => {
        const seen = await ses.account(region);
        const known = ENFORCEMENT_STATUSES.includes(seen.enforcementStatus);
        return [...judge(target.domain ?? region, seen, known), ...(known ? [] : [tell(unknownStatus(region, seen))])];
      },
    })),
};

const ENFORCEMENT_STATUSES: readonly string[] = ["HEALTHY", "PROBATION", "SHUTDOWN"];

/** A word that SES did not have when this was written may be good or bad. */
function unknownStatus(region: string, { enforcementStatus }: SesAccount): PortTrouble {
  const detail = `SES says enforcement status ${excerpt(enforcementStatus, 60)}, which maildiag does not know`;
  return new PortTrouble("error", { asked: region, region, permission: "ses:GetAccount", detail });
}

/** Nothing is called ok while SES says a word that is not known. */
function judge(subject: string, seen: SesAccount, isKnown: boolean): readonly Finding<Code>[] {
  const { quota, review } = seen;
  const usedPercent = quota && quota.max24Hour >= 0 ? percent(quota.sentLast24Hours, quota.max24Hour) : null;
  const data = {
    sendingEnabled: seen.sendingEnabled,
    productionAccess: seen.productionAccess,
    enforcementStatus: seen.enforcementStatus,
    quota,
    usedPercent,
    review,
  };
  const codes: Code[] = [];
  if (seen.enforcementStatus === "SHUTDOWN") codes.push("ACCOUNT_SHUTDOWN");
  else if (!seen.sendingEnabled) codes.push("ACCOUNT_SENDING_DISABLED");
  if (usedPercent !== null && usedPercent >= 100) codes.push("QUOTA_EXHAUSTED");
  else if (usedPercent !== null && usedPercent >= 80) codes.push("QUOTA_NEARLY_USED");
  if (seen.enforcementStatus === "PROBATION") codes.push("ACCOUNT_PROBATION");
  if (!seen.productionAccess) codes.push("ACCOUNT_SANDBOX");
  if (codes.length === 0 && isKnown) codes.push("ACCOUNT_OK");
  return codes.map((code) => ({ code, subject, data }));
}

/** Rounded down, so that 99.9 % never reads as used up. */
function percent(used: number, of: number): number {
  return of === 0 ? 100 : Math.floor((used / of) * 100);
}

function quotaWords(data: Finding["data"]): string {
  const quota = data.quota as SesAccount["quota"];
  if (!quota) return "SES told no quota";
  if (quota.max24Hour < 0) return `${quota.sentLast24Hours} mails sent in 24 hours, no daily limit`;
  return `${quota.sentLast24Hours} of ${quota.max24Hour} mails sent in 24 hours`;
}

function reviewWords(data: Finding["data"]): string {
  const review = data.review as SesAccount["review"];
  return review ? ` (review ${review.status}, case ${review.caseId ?? "not told"})` : "";
}

function supportCase(region: unknown, text: string): Fix {
  return {
    text: `${text}: AWS Support Center, service "SES", region ${region}.`,
    who: "you",
    records: [],
    commands: [`aws sesv2 get-account --region ${shellWord(region)}`],
  };
}

function raiseQuota(region: unknown): Fix {
  return {
    text: "Send less for now, and ask for a higher quota: Service Quotas → Amazon SES → Sending quota.",
    who: "you",
    records: [],
    commands: [`aws service-quotas list-service-quotas --service-code ses --region ${shellWord(region)}`],
  };
}
