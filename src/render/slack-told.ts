import { tellAlert } from "./slack-alert.ts";
import { tellAlertChange } from "./slack-alert-change.ts";
import { tellAlertSummary } from "./slack-alert-summary.ts";
import { tellDigest, tellDigestDetails, tellDigestGrowth } from "./slack-digest.ts";
import { plain, richText, section } from "./slack-elements.ts";
import type { SlackMessage } from "./slack-message.ts";
import { tellNewSuppressions, tellNewSuppressionsFile } from "./slack-new-suppressions.ts";
import { tellOutcome, tellRebound, tellRemoval, tellRemovalList } from "./slack-removal.ts";
import { tellTestMail, tellTestMailFollowed, tellTestMailOutcome } from "./slack-test-mail.ts";
import { said } from "./slack-text.ts";
import { type Teller, type Told, textIn, Untellable } from "./told.ts";

/** The registry: one line a kind of what stands in the outbox. */
const TELLERS: Readonly<Record<string, Teller>> = {
  alert: tellAlert,
  "alert-change": tellAlertChange,
  "alert-summary": tellAlertSummary,
  digest: tellDigest,
  "digest-details": tellDigestDetails,
  "digest-growth": tellDigestGrowth,
  "new-suppressions": tellNewSuppressions,
  "new-suppressions-file": tellNewSuppressionsFile,
  notice,
  "notice-file": noticeFile,
  removal: tellRemoval,
  "removal-list": tellRemovalList,
  "removal-outcome": tellOutcome,
  "removal-rebound": tellRebound,
  "test-mail": tellTestMail,
  "test-mail-outcome": tellTestMailOutcome,
  "test-mail-followed": tellTestMailFollowed,
};

/** The words for an entry of the outbox. `body` is data as it was put in. Throws Untellable. */
export function toldIn(kind: string, body: unknown): Told {
  const teller = Object.hasOwn(TELLERS, kind) ? TELLERS[kind] : undefined;
  if (!teller) throw new Untellable("unknown_kind");
  return teller(body);
}

/** `{ text }`: plain lines. */
function notice(body: unknown): Told {
  return { message: plainly(textIn(body, "text").split("\n")) };
}

/** `{ text, filename, title, content }`: a file, and what is said with it. */
function noticeFile(body: unknown): Told {
  return {
    file: {
      text: said(textIn(body, "text")),
      filename: textIn(body, "filename"),
      title: textIn(body, "title"),
      content: textIn(body, "content"),
    },
  };
}

/** What is said in place of an entry that cannot be: `problem` is Slack's code, or Untellable's. */
export function toldInstead(problem: string, id: string): SlackMessage {
  return plainly([
    `maildiag has something to say here and cannot (${problem}, ${id}).`,
    "/maildiag alerts tells what fires now; whoever runs maildiag finds more under this id in its log.",
  ]);
}

const MOST_LINES = 50;

function plainly(lines: readonly string[]): SlackMessage {
  const [first = ""] = lines;
  return { text: said(first), blocks: [richText(section(...lines.slice(0, MOST_LINES).map((line) => [plain(line)])))] };
}
