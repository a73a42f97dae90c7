import type { Advice } from "./advice.ts";
import type { Finding, FindingData, Fix, Json } from "./finding.ts";
import type { RefusalReason } from "./refusing.ts";
import { shellWord } from "./shell-word.ts";

/** A share as people write it, rounded down, so that what is below a line never reads as on it. */
export function percentWords(share: Json | undefined): string {
  return typeof share === "number" ? `${Math.floor(share * 10_000 + 1e-6) / 100} %` : "not known";
}

/** `mail`, or `mail of the configuration set news`. */
export function whoseWords({ data }: Finding): string {
  return typeof data.set === "string" ? `the mail of ${data.set}` : "mail";
}

/** The rates, and where they come from. */
export function rateWords(data: FindingData): string {
  const of = (now: Json | undefined, before: Json | undefined) =>
    `${percentWords(now)}${typeof before === "number" ? ` (a week before ${percentWords(before)})` : ""}`;
  const bounces = `Bounces are at ${of(data.bounce, data.bounceWeekBefore)}`;
  const complaints = `complaints at ${of(data.complaint, data.complaintWeekBefore)}`;
  return `${bounces}, ${complaints}, by CloudWatch of ${String(data.at).slice(0, 16).replace("T", " ")} UTC`;
}

/** What is missing. */
export function dataWords({ bounce, complaint }: FindingData): string {
  if (bounce === null && complaint === null) return "neither a bounce nor a complaint rate of SES";
  return bounce === null ? "no bounce rate of SES" : "no complaint rate of SES";
}

/** `; 12 of 50,000 mails …`, nothing where it is not known. */
export function quotaWords({ sentLast24Hours: sent, max24Hour: most }: FindingData): string {
  if (typeof sent !== "number" || typeof most !== "number") return "";
  const count = sent.toLocaleString("en-US");
  if (most < 0) return `; ${count} mails sent in 24 hours, no daily limit`;
  return `; ${count} of ${most.toLocaleString("en-US")} mails sent in 24 hours`;
}

export function bounceFix({ data }: Finding): Fix {
  return {
    text: `${pauseWords(data.bounce, 0.1)}Take every address that bounced off the lists, and mail nobody who has not been mailed for a year without asking anew. \`maildiag trace ADDRESS\` tells what became of one.`,
    who: "you",
    records: [],
    commands: [suppressedCommand(data, "BOUNCE")],
  };
}

export function complaintFix({ data }: Finding): Fix {
  return {
    text: `${pauseWords(data.complaint, 0.005)}Mail only those who asked for it, put a one-click unsubscribe (List-Unsubscribe-Post) into every campaign, and take whoever complained off the lists for good.`,
    who: "you",
    records: [],
    commands: [suppressedCommand(data, "COMPLAINT")],
  };
}

function pauseWords(share: Json | undefined, pause: number): string {
  return typeof share === "number" && share >= pause ? "Stop campaigns until the cause is found. " : "";
}

function suppressedCommand({ region }: FindingData, reason: "BOUNCE" | "COMPLAINT"): string {
  return `aws sesv2 list-suppressed-destinations --region ${shellWord(region)} --reasons ${shellWord(reason)}`;
}

export function adviceWords({ advice }: FindingData): string {
  const told = (advice ?? []) as readonly Advice[];
  const lines = told.map(
    ({ type, impact, about, text }) =>
      `${about ? `${about}: ` : ""}${type}${impact ? ` (impact ${impact.toLowerCase()})` : ""}${text ? `, ${text}` : ""}`,
  );
  return `Virtual Deliverability Manager has open recommendations. ${lines.join("; ")}.`;
}

export function adviceFix({ data }: Finding): Fix {
  return {
    text: "Follow them in the SES console: Virtual Deliverability Manager → Advisor.",
    who: "you",
    records: [],
    commands: [`aws sesv2 list-recommendations --region ${shellWord(data.region)} --filter STATUS=OPEN`],
  };
}

export function refusingWords(data: FindingData): string {
  const reasons = (data.reasons ?? []) as readonly RefusalReason[];
  const before =
    data.shareBefore === null ? "nothing is known of before" : `before it was ${percentWords(data.shareBefore)}`;
  const others = data.shareOfOthers === null ? "" : `, and everyone else refuses ${percentWords(data.shareOfOthers)}`;
  const told = reasons.map(({ count, meaning, evidence }) => `${count} times: ${meaning} ("${evidence}")`);
  const mostly = told.length > 0 ? ` It says ${told.join(" ")}` : "";
  return `${data.refused} of ${data.ended} mails to it were refused; ${before}${others}.${mostly}`;
}

export function refusingFix({ subject, data }: Finding): Fix {
  const [first] = (data.reasons ?? []) as readonly RefusalReason[];
  return {
    text: first?.fix ?? `Send ${subject} less for now, and look at what its servers answer: maildiag trace ADDRESS.`,
    who: first?.who ?? "you",
    records: [],
    commands: [],
  };
}
