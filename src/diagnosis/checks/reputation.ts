import type { SesAccount } from "../../ports/ses.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import { adviceFor } from "../advice.ts";
import type { Check, Look, ReputationTarget } from "../check.ts";
import type { Finding, FindingData } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable, tell } from "../readable.ts";
import type { Refusing } from "../refusing.ts";
import { accountRates, type Rates, setRates } from "../reputation-rates.ts";
import {
  adviceFix,
  adviceWords,
  bounceFix,
  complaintFix,
  dataWords,
  percentWords,
  quotaWords,
  rateWords,
  refusingFix,
  refusingWords,
  whoseWords,
} from "../reputation-words.ts";

type Code =
  | "REPUTATION_OK"
  | "REPUTATION_NO_DATA"
  | "REPUTATION_ADVICE"
  | "BOUNCE_RATE_HIGH"
  | "COMPLAINT_RATE_HIGH"
  | "PROVIDER_REFUSING"
  | "BOUNCE_RATE_CRITICAL"
  | "COMPLAINT_RATE_CRITICAL";

/** https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html: from where SES reviews, and from where it may pause. */
const BOUNCE = { review: 0.05, pause: 0.1 };
const COMPLAINT = { review: 0.001, pause: 0.005 };

/** What do receivers think of this account's mail, and what will SES do about it? */
export const reputation: Check<Code, ReputationTarget> = {
  name: "reputation",
  title: "Reputation",
  hop: "mailbox",
  codes: {
    REPUTATION_OK: {
      severity: "ok",
      title: ({ data }) =>
        `Bounces ${percentWords(data.bounce)}, complaints ${percentWords(data.complaint)} in ${data.region}`,
      why: ({ data }) =>
        `${rateWords(data)}. SES reviews an account from 5 % bounces or 0.1 % complaints${quotaWords(data)}.`,
    },
    REPUTATION_NO_DATA: {
      severity: "note",
      title: ({ data }) => `SES publishes no rates in ${data.region}`,
      why: ({ data }) =>
        `CloudWatch has had ${dataWords(data)} in two weeks. That is no news: SES publishes rates only where enough is sent${quotaWords(data)}.`,
    },
    REPUTATION_ADVICE: {
      severity: "note",
      title: ({ data }) => `SES recommends changes in ${data.region}`,
      why: ({ data }) => adviceWords(data),
      fix: adviceFix,
    },
    BOUNCE_RATE_HIGH: {
      severity: "warning",
      title: (finding) =>
        `${percentWords(finding.data.bounce)} of ${whoseWords(finding)} bounces in ${finding.data.region}`,
      why: ({ data }) =>
        `${rateWords(data)}. From 5 % SES reviews an account, from 10 % it may pause it${quotaWords(data)}.`,
      fix: bounceFix,
    },
    COMPLAINT_RATE_HIGH: {
      severity: "warning",
      title: (finding) =>
        `${percentWords(finding.data.complaint)} of ${whoseWords(finding)} is complained about in ${finding.data.region}`,
      why: ({ data }) =>
        `${rateWords(data)}. From 0.1 % SES reviews an account, from 0.5 % it may pause it${quotaWords(data)}.`,
      fix: complaintFix,
    },
    PROVIDER_REFUSING: {
      severity: "warning",
      title: ({ subject, data }) => `${subject} refuses ${percentWords(data.share)} of mail since ${data.since}`,
      why: ({ data }) => refusingWords(data),
      fix: refusingFix,
    },
    BOUNCE_RATE_CRITICAL: {
      severity: "failure",
      title: (finding) =>
        `${percentWords(finding.data.bounce)} of ${whoseWords(finding)} bounces in ${finding.data.region}`,
      why: ({ data }) =>
        `${rateWords(data)}. From 10 % SES may pause the account's sending at any time${quotaWords(data)}.`,
      fix: bounceFix,
    },
    COMPLAINT_RATE_CRITICAL: {
      severity: "failure",
      title: (finding) =>
        `${percentWords(finding.data.complaint)} of ${whoseWords(finding)} is complained about in ${finding.data.region}`,
      why: ({ data }) =>
        `${rateWords(data)}. From 0.5 % SES may pause the account's sending at any time${quotaWords(data)}.`,
      fix: complaintFix,
    },
  },
  looks: (target, questions) => [
    ...target.regions.map((region) => ({
      region,
      look: async () => [
        { look: () => ofAccount(questions, target, region) },
        { look: () => ofSets(questions, region) },
        { look: () => advice(questions, target, region) },
      ],
    })),
    { look: async () => refusingFindings((await target.refusing?.()) ?? []) },
  ],
};

async function ofAccount(
  questions: Questions,
  target: ReputationTarget,
  region: string,
): Promise<readonly Finding<Code>[]> {
  const [rates, account] = await Promise.all([
    accountRates(questions, region),
    // The account's own check tells what stands in the way of the quota.
    readable(questions.ses.account(region)),
  ]);
  const subject = target.domain ?? region;
  const data = { ...ratesData(rates), ...quotaData(account.value?.quota ?? null), days: rates.days };
  const codes = alarmsOf(rates);
  const isKnown = rates.bounce !== null && rates.complaint !== null;
  const all: readonly Code[] = codes.length > 0 ? codes : [isKnown ? "REPUTATION_OK" : "REPUTATION_NO_DATA"];
  return all.map((code) => ({ code, subject, data }));
}

/** Only what is wrong: the rates of a set that is in order are part of the account's. */
async function ofSets(questions: Questions, region: string): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const { sets, more } = await setRates(questions, region);
  const findings = sets.flatMap(({ set, rates }) =>
    alarmsOf(rates).map((code): Finding<Code> => ({ code, subject: set, data: { ...ratesData(rates), set } })),
  );
  if (!more) return findings;
  const detail = "there are more configuration sets with rates of their own than are looked at";
  return [...findings, tell(new PortTrouble("limit", { asked: region, region, detail }))];
}

function alarmsOf({ bounce, complaint }: Rates): readonly Code[] {
  const codes: Code[] = [];
  if (bounce && bounce.value >= BOUNCE.pause) codes.push("BOUNCE_RATE_CRITICAL");
  if (complaint && complaint.value >= COMPLAINT.pause) codes.push("COMPLAINT_RATE_CRITICAL");
  if (bounce && bounce.value >= BOUNCE.review && bounce.value < BOUNCE.pause) codes.push("BOUNCE_RATE_HIGH");
  if (complaint && complaint.value >= COMPLAINT.review && complaint.value < COMPLAINT.pause)
    codes.push("COMPLAINT_RATE_HIGH");
  return codes;
}

function ratesData({ bounce, complaint }: Rates): FindingData {
  return {
    bounce: bounce?.value ?? null,
    bounceWeekBefore: bounce?.weekBefore ?? null,
    complaint: complaint?.value ?? null,
    complaintWeekBefore: complaint?.weekBefore ?? null,
    at: bounce?.at ?? complaint?.at ?? null,
  };
}

function quotaData(quota: SesAccount["quota"]): FindingData {
  return { sentLast24Hours: quota?.sentLast24Hours ?? null, max24Hour: quota?.max24Hour ?? null };
}

/** An extra: most accounts have no Virtual Deliverability Manager, and nothing is missing where it may not be asked. */
async function advice(
  questions: Questions,
  { domain }: ReputationTarget,
  region: string,
): Promise<readonly Finding<Code>[]> {
  const open = await readable(questions.ses.recommendations(region));
  if (open.trouble) return domain === undefined ? notAsked(open.trouble) : [];
  const told = adviceFor(open.value ?? [], domain ?? null);
  return told.length > 0 ? [{ code: "REPUTATION_ADVICE", subject: domain ?? region, data: { advice: told } }] : [];
}

function notAsked(trouble: PortTrouble): never {
  throw trouble;
}

export function refusingFindings(refusing: readonly Refusing[]): readonly Finding<"PROVIDER_REFUSING">[] {
  return refusing.map(refusingOf);
}

function refusingOf({ who, now, before, others, since, reasons }: Refusing): Finding<"PROVIDER_REFUSING"> {
  const data = {
    since,
    share: share(now),
    shareBefore: share(before),
    shareOfOthers: share(others),
    refused: now.refused,
    ended: now.ended,
    reasons,
  };
  return { code: "PROVIDER_REFUSING", subject: who, data };
}

function share({ refused, ended }: Refusing["now"]): number | null {
  return ended === 0 ? null : refused / ended;
}
