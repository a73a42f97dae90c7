import type { LogLine } from "../ports/logs.ts";
import { excerpt } from "./excerpt.ts";
import { withPlaceholders } from "./placeholders.ts";
import { readLogLine } from "./records/log-line.ts";

/** The same error however often: what differs from time to time is a placeholder, what may be secret is gone. */
export type ErrorGroup = { text: string; count: number; lastAt: Date; aboutSes: boolean };

/** Characters of a group's text. */
const MOST = 300;

/** The distinct errors of a log, that which was written last first. */
export function errorGroupsOf(lines: readonly LogLine[]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const { at, text: line } of lines) {
    const logged = readLogLine(line);
    if (!logged) continue;
    const text = excerpt(withPlaceholders(logged.text), MOST);
    const before = groups.get(text);
    const lastAt = before && before.lastAt > at ? before.lastAt : at;
    groups.set(text, { text, count: (before?.count ?? 0) + 1, lastAt, aboutSes: isAboutSes(text) });
  }
  return [...groups.values()].toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || b.count - a.count);
}

const SES =
  /\bses(?:v2)?\b|amazonses|email-smtp\.|MessageRejected|Send(?:Raw|Bulk|Templated|BulkTemplated|Custom\w{1,20})?Email|Email address is not verified|MailFromDomain|ConfigurationSet|AccountSuspended|SendingPaused|Maximum sending rate|Daily message quota|sending quota/i;

function isAboutSes(text: string): boolean {
  return SES.test(text);
}
