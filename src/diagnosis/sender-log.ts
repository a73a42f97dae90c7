import type { ExplainLine, LineExplanation } from "./explain-line.ts";
import type { Fix } from "./finding.ts";
import type { ErrorGroup } from "./log-errors.ts";

/** As it stands in a finding's data. `region` and `reason` are null where the line does not tell. */
export type SenderError = {
  readonly text: string;
  readonly count: number;
  readonly lastAt: string;
  readonly aboutSes: boolean;
  readonly region: string | null;
  readonly reason: string | null;
  readonly meaning: string | null;
  readonly fix: { readonly text: string; readonly who: Fix["who"] } | null;
};

/** So many are told, those about SES first. */
const MOST = 5;

/** `all` is at most five, `ofSes` those among them that are SES's. */
export async function sesErrorsOf(
  errors: readonly ErrorGroup[],
  explainLine: ExplainLine,
): Promise<{ all: readonly SenderError[]; ofSes: readonly SenderError[] }> {
  const candidates = [...errors.filter((one) => one.aboutSes), ...errors.filter((one) => !one.aboutSes)].slice(0, 20);
  const explained = await Promise.all(candidates.map(async (group) => errorOf(group, await explainLine(group.text))));
  const all = [...explained.filter((one) => one.aboutSes), ...explained.filter((one) => !one.aboutSes)].slice(0, MOST);
  return { all, ofSes: all.filter((one) => one.aboutSes) };
}

/** Lambda's own throttling and denials of other services read like SES's: SES has to be named as well. */
function errorOf({ text, count, lastAt, aboutSes }: ErrorGroup, explanation: LineExplanation | null): SenderError {
  const told = aboutSes ? explanation : null;
  return {
    text,
    count,
    lastAt: lastAt.toISOString(),
    aboutSes,
    region: regionIn(text),
    reason: told?.reason ?? null,
    meaning: told?.meaning ?? null,
    fix: told ? { text: told.fix.text, who: told.fix.who } : null,
  };
}

/** `failed the check in region US-WEST-2`, or `arn:aws:ses:us-west-2:…`. */
function regionIn(text: string): string | null {
  const found =
    /\bin region ([a-z]{2,4}(?:-[a-z]{1,20}){1,3}-\d{1,2})\b/i.exec(text) ??
    /\barn:[\w-]{1,20}:ses:([a-z0-9-]{5,30}):/.exec(text);
  return found?.[1]?.toLowerCase() ?? null;
}
