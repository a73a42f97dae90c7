import type { FoundSuppression, SuppressionAnswer, SuppressionRegion, SuppressionsAnswer } from "../commands/answer.ts";
import type { CauseNow } from "../events/suppression-cause.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import { timeWords } from "./trace-words.ts";

/** The words of suppression lists that every face shares. */

/** SES's global list is not the account's, and no API shows it. */
export const GLOBAL_LIST =
  "SES also has a global list of its own, which nobody can see or edit: it shows only in bounces of the subtype Suppressed, for up to 14 days.";

/** How old something is, in one unit. */
function ageWords(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1_000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 36 * 3_600) return `${Math.round(seconds / 3_600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

function listTroubleWords({ reason, details }: PortTrouble): string {
  if (reason === "denied" && details.permission) return `denied: allow ${details.permission}`;
  return details.detail ? `${reason}: ${details.detail}` : reason;
}

type Mood = "ok" | "unknown";

/** What is known of one region's list, and how old that is. */
export function regionWords(region: SuppressionRegion, now: Date): { mood: Mood; what: string; age: string } {
  const { total, matching, suppressedReasons, refreshedAt, reconciledAt, trouble, busyUntil } = region;
  const fits = matching.reduce((sum, { count }) => sum + count, 0);
  const reasons = matching.map(({ reason, count }) => `${count} ${reason}`).join(", ");
  const some = total !== null && fits < total ? `${fits} of ${total} entries` : entriesWords(fits);
  const what =
    total === null
      ? "not known: its list was never read whole"
      : `${some}${reasons ? ` (${reasons})` : ""}${total > 0 ? `; ${actsWords(suppressedReasons)}` : ""}`;
  const read = refreshedAt ? `as of ${ageWords(refreshedAt, now)}` : null;
  const whole = reconciledAt ? `compared with the whole list ${ageWords(reconciledAt, now)}` : null;
  const wrong = [
    trouble ? `could not be read now (${listTroubleWords(trouble)})` : null,
    busyUntil ? "another maildiag is reading it just now" : null,
    region.isFirstLook ? "read for the first time: what is new is told from now on" : null,
    region.removedElsewhere > 0 ? `${entriesWords(region.removedElsewhere)} removed elsewhere` : null,
  ];
  const age = [...(total === null ? [] : [read, whole]), ...wrong].filter((each) => each !== null).join("; ");
  return { mood: trouble || total === null ? "unknown" : "ok", what, age };
}

export function entriesWords(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

/** An entry acts only where the account suppresses for its reason. */
function actsWords(suppressedReasons: readonly string[] | null): string {
  if (suppressedReasons === null) return "whether they act could not be read";
  if (suppressedReasons.length === 0) return "none acts: the account suppresses for nothing there";
  return `acts for ${suppressedReasons.join(" and ")}`;
}

/** What the list is narrowed to; empty where to nothing. */
export function filterWords({ reason, since }: SuppressionsAnswer["filter"]): string {
  return [reason, since ? `since ${timeWords(since)}` : null].filter((each) => each !== null).join(" ");
}

const BARS = 20;

/** The days with a bar each, and the day with most of all. */
export function growthLines({ from, perDay, busiest }: SuppressionsAnswer["growth"]): readonly string[] {
  const most = Math.max(1, ...perDay);
  const days = perDay.map((count, index) => {
    const day = dayWords(new Date(from.getTime() + index * 86_400_000));
    const bar = "▇".repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * BARS)));
    return `${day}  ${bar}${bar ? " " : ""}${count}`;
  });
  const record = busiest ? [`Most on one day: ${busiest.count} on ${dayWords(busiest.day)}`] : [];
  return perDay.some((count) => count > 0)
    ? [...days, ...record]
    : [`None in the last ${perDay.length} days.`, ...record];
}

function dayWords(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Where an address stands in one region, in a sentence or two. */
export function foundWords({ region, listed, entry, acts, suppressedReasons, trouble }: FoundSuppression): {
  mood: "ok" | "failure" | "unknown" | "note";
  what: string;
} {
  if (listed === null)
    return {
      mood: "unknown",
      what: `${region}: could not be read (${trouble ? listTroubleWords(trouble) : "no answer"})`,
    };
  if (!entry) return { mood: "ok", what: `${region}: not on the list` };
  const what = `${region}: on the list for ${entry.reason} since ${timeWords(entry.since)}`;
  if (acts === null) return { mood: "failure", what: `${what}; whether it acts could not be read` };
  if (acts) return { mood: "failure", what: `${what}: SES accepts mail to it there and drops it` };
  const only = suppressedReasons?.length
    ? `suppresses only for ${suppressedReasons.join(", ")}`
    : "suppresses for nothing";
  return { mood: "note", what: `${what}, which does nothing: the account ${only} there` };
}

/** The message and the feedback by which SES names the bounce, where it does. */
export function idsOf({ entry }: FoundSuppression): readonly (readonly [string, string])[] {
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ["SES message id", entry?.messageId],
    ["feedback id", entry?.feedbackId],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

export function behindWords({ entry, behind }: FoundSuppression): string | null {
  if (!entry) return null;
  if (!behind) return "What was refused is not among the stored events.";
  const { at, item } = behind;
  const said = item.evidence ? `: ${item.evidence}` : "";
  return `Refused on ${timeWords(at)} (${item.reason}${said}). ${item.meaning}`;
}

export function causeWords(cause: CauseNow): string {
  switch (cause.because) {
    case "delivered-since":
      return `The cause seems to be over: mail to it was delivered on ${timeWords(cause.at)}.`;
    case "takes-mail-now":
      return "The cause seems to be over: its domain takes mail now.";
    case "mailbox-was-full":
      return "The cause may be over: the mailbox was full, more than a week ago.";
    case "complaint":
      return "The cause stands: the recipient complained. Do not send to it again unless they ask for it.";
    case "bounced-since":
      return "The cause stands: mail to it has bounced again since.";
    case "domain-gone":
      return "The cause stands: its domain does not exist in DNS.";
    case "takes-no-mail":
      return "The cause stands: its domain says that it takes no mail.";
    case "not-told":
      return "Whether the cause is over is not known: ask the recipient before it is taken off the list.";
  }
}

/** What it all comes to, in a few words. */
export function findHeadline({ address, regions }: SuppressionAnswer): string {
  const names = (some: readonly FoundSuppression[]) => some.map(({ region }) => region).join(", ");
  const listed = regions.filter((each) => each.listed);
  const unread = regions.filter((each) => each.listed === null);
  const rest = unread.length > 0 ? `; ${names(unread)} could not be read` : "";
  if (listed.length > 0) return `${address} is on the suppression list of ${names(listed)}${rest}`;
  const read = regions.filter((each) => each.listed === false);
  if (read.length === 0) return `Where ${address} stands could not be read`;
  return `${address} is on no suppression list of ${names(read)}${rest}`;
}
