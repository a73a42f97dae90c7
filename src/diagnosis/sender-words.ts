import type { FindingData, Json } from "./finding.ts";
import type { Tally } from "./sender-facts.ts";
import type { SenderError } from "./sender-log.ts";
import { shellWord } from "./shell-word.ts";

/** "340 calls", of the last 24 hours. */
export function callsWords({ day }: FindingData): string {
  const calls = (day as Tally | null)?.invocations ?? 0;
  return calls === 1 ? "1 call" : `${number(calls)} calls`;
}

/** What was usual before. @param isSentence begins one */
export function weekWords({ week }: FindingData, isSentence = false): string {
  const before = week as Tally | null;
  const words =
    before === null
      ? "how often it was called is not known"
      : before.invocations === 0
        ? "in the week before it was not called"
        : `in the week before ${number(before.errors)} of ${number(before.invocations)} calls failed (${percent(before.errors, before.invocations)})`;
  return isSentence ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}

/** The errors in the log, each with what it means: those about SES, or the others, as each is told once. */
export function errorsWords(errors: Json | undefined, aboutSes: boolean): string {
  const all = (errors ?? []) as readonly SenderError[];
  const told = all.filter((error) => error.aboutSes === aboutSes);
  if (told.length === 0) return all.length > 0 ? "What SES refused is told by itself." : "Its log tells of no error.";
  const lines = told.map(
    ({ text, count, lastAt, meaning }) =>
      `"${text}" (${count === 1 ? "once" : `${number(count)} times`}, last ${lastAt.slice(0, 16).replace("T", " ")} UTC)${meaning ? `: ${meaning}` : "."}`,
  );
  return `Its log of 24 hours says ${lines.join(" And ")}`;
}

const REASONS: { readonly [reason: string]: string } = {
  norelaying: "not verified",
  ratelimited: "throttled, or the quota is used up",
  securityerror: "its role may not send",
  blocked: "sending is paused",
  suppressed: "a recipient is suppressed",
};

/** `not verified in us-west-2`, of what was written last; nothing where SES's answer is not known. */
export function refusalWords({ errors }: FindingData): string {
  const first = ((errors ?? []) as readonly SenderError[]).find(({ aboutSes, reason }) => aboutSes && reason !== null);
  const words = REASONS[first?.reason ?? ""];
  if (!first || !words) return "";
  return `${words}${first.region ? ` in ${first.region}` : ""}`;
}

export function lambdaCommand(command: string, name: string | null, { region }: FindingData, query?: string): string {
  const parts = [
    `aws lambda ${shellWord(command)} --region ${shellWord(region)}`,
    ...(name === null ? [] : [`--function-name ${shellWord(name)}`]),
    ...(query === undefined ? [] : [`--query '${query}'`]),
  ];
  return parts.join(" ");
}

/** Empty where there is no log. */
export function tailCommand({ logGroup, region }: FindingData): string {
  if (typeof logGroup !== "string") return "";
  return `aws logs tail ${shellWord(logGroup)} --region ${shellWord(region)} --since 24h --filter-pattern '?ERROR ?Error ?error'`;
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}
