import type { StoreTroubleReason } from "../ports/store.ts";
import { aloud, bold, code, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement, SlackMessage } from "./slack-message.ts";
import { said, sentence } from "./slack-text.ts";
import { timeWords } from "./trace-words.ts";

/** What is said to one person alone, where there is no answer to give. */
export type SlackNotice =
  /** Who may not; `group-unreadable`, `not-known`: operators' user groups, or the person, could not be looked at. */
  | { kind: "refused"; why: "other-team" | "guest" | "not-operator" | "group-unreadable" | "not-known" }
  /** Slack's own error code (`channel_not_found`, `not_in_channel`, `is_archived`, `missing_scope`, …), and the scope. */
  | { kind: "cannot-post"; what: "report" | "details" | "file"; error: string; needed: string | null }
  /** The store could not do what it was asked: `unreachable`, `full`, `locked`, … */
  | { kind: "store"; reason: StoreTroubleReason }
  /** A bug; the id is the one in the log. */
  | { kind: "broken"; id: string }
  /** maildiag is shutting down and takes no new work. */
  | { kind: "stopping" }
  /** Too much is asked for at once. */
  | { kind: "busy" }
  /** A button of a report, or of a suppression list, that is no longer kept. */
  | { kind: "gone"; what?: "report" | "list" }
  /** In the person's own channel, before a file that others may not see. */
  | { kind: "file-follows" }
  /** maildiag was stopped while it looked at what a removal was asked for. */
  | { kind: "request-lost" }
  /** What was typed or handed in held something that looks like a secret. */
  | { kind: "secret" };

/** What a person got wrong, for that person alone. `usage` as in the registry, `check <domain>…`. */
export function slackMistake(problem: string, usage: string | null): SlackMessage {
  const typed = `/maildiag ${usage ?? "help"}`;
  const lead = usage === null ? "What can be asked: " : "Usage: ";
  return {
    text: said(`${sentence(problem.trim())} ${lead}${typed}`),
    blocks: [richText(section([plain(sentence(problem.trim()))], [plain(lead), code(typed, 300)]))],
  };
}

/** What happened, and what to do about it. */
export function slackNotice(notice: SlackNotice): SlackMessage {
  const { happened, next, detail } = wordsOf(notice);
  const small: readonly RichTextElement[] = detail ? [plain(" "), code(detail, 100)] : [];
  return {
    text: said(`${happened} ${next}${detail ? ` ${detail}` : ""}`),
    blocks: [richText(section([ICONS.warning, plain(" "), bold(happened)], [plain(next), ...small]))],
  };
}

/** A line of what happened, which may name somebody, and one of what to do. */
export function oneNotice(first: readonly RichTextElement[], next: string): SlackMessage {
  return { text: said(`${aloud(first).trim()} ${next}`), blocks: [richText(section(first, [plain(next)]))] };
}

/** Why a click did nothing; `faster` where somebody else had done it, who is null where that is not known. */
export function refusedNotice(
  happened: string,
  next: string,
  faster: { by: string | null; at: Date | null } | null,
): SlackMessage {
  const by: readonly RichTextElement[] =
    faster === null
      ? []
      : [
          ...(faster.by ? [bold(" by "), person(faster.by)] : []),
          bold(faster.at ? ` at ${timeWords(faster.at)}.` : "."),
        ];
  return oneNotice([ICONS.warning, plain(" "), bold(happened), ...by], next);
}

type Words = { happened: string; next: string; detail?: string };

function wordsOf(notice: SlackNotice): Words {
  switch (notice.kind) {
    case "refused":
      return { happened: "You may not use maildiag.", next: REFUSALS[notice.why] };
    case "cannot-post":
      return cannotPost(notice);
    case "store":
      return {
        happened: "maildiag's store cannot be used just now.",
        next: "Try again in a minute. If it stays so, tell whoever runs maildiag; the store says:",
        detail: notice.reason,
      };
    case "broken":
      return {
        happened: "maildiag itself broke; nothing was done.",
        next: "Try again. If it stays so, tell whoever runs maildiag this id:",
        detail: notice.id,
      };
    case "stopping":
      return { happened: "maildiag is about to restart and takes nothing new.", next: "Try again in a minute." };
    case "file-follows":
      return {
        happened: "Here is the file that you asked for.",
        next: "It shows people's addresses: keep it to yourself.",
      };
    case "busy":
      return { happened: "maildiag has too much to do just now.", next: "Try again in a minute." };
    case "request-lost":
      return {
        happened: "maildiag was stopped before your request for a removal was taken.",
        next: "Nothing was asked for. Press Request removal again.",
      };
    case "secret":
      return {
        happened: "That looked like a secret, and a secret has no place in Slack.",
        next: "Treat it as known: rotate it now, and delete your message if it stands in a channel. maildiag neither repeats nor keeps it.",
      };
    case "gone":
      return notice.what === "list"
        ? { happened: "This list is no longer kept.", next: "Ask for it again: /maildiag suppressions list" }
        : { happened: "This report is no longer kept.", next: "Check the domain again with /maildiag check." };
  }
}

const REFUSALS = {
  "other-team": "It is for members of the workspace that it was installed in.",
  guest: "It is for full members of this workspace, not for guests. Ask a member to run it for you.",
  "not-operator": "It is for the operators that its configuration names. Ask whoever runs maildiag to add you.",
  "not-known": "Slack did not tell just now who you are. Try again in a minute.",
  "group-unreadable":
    "Its operators are a user group, and Slack did not tell who is in it. Whoever runs maildiag finds the reason with maildiag doctor.",
} as const;

const THINGS = { report: "the report", details: "the details", file: "the file" } as const;

function cannotPost({ what, error, needed }: Extract<SlackNotice, { kind: "cannot-post" }>): Words {
  return {
    happened: `maildiag could not post ${THINGS[what]} here.`,
    next: `${nextOf(error, needed)} Slack's word for it:`,
    detail: error,
  };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
function nextOf(error: string, needed: string | null): string {
  switch (error) {
    case "channel_not_found":
    case "not_in_channel":
      return "It is not in this channel. Invite it with /invite @maildiag and ask again, or ask it in a direct message.";
    case "is_archived":
      return "This channel is archived. Ask again in another one, or in a direct message.";
    case "missing_scope":
      return `The Slack app lacks ${needed ? `the scope ${needed}` : "a scope"}. Whoever installed it adds the scope and installs the app again.`;
    case "restricted_action":
    case "restricted_action_read_only_channel":
    case "restricted_action_thread_only_channel":
    case "restricted_action_non_threadable_channel":
    case "restricted_action_thread_locked":
      return "This channel restricts who may post. Ask again in another one, or in a direct message.";
    case "msg_blocks_too_long":
    case "invalid_blocks":
    case "msg_too_long":
      return "Slack refused its form; that is a bug. Tell whoever runs maildiag, and use the terminal meanwhile.";
    case "ratelimited":
    case "rate_limited":
      return "Slack takes no more messages for now. Try again in a minute.";
    case "thread_not_found":
    case "message_not_found":
    case "cant_update_message":
      return "The message of this report is gone. Check the domain again.";
    default:
      return "Try again. If it stays so, tell whoever runs maildiag.";
  }
}
