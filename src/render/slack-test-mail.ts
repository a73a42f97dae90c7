import type { TestMail } from "../ports/test-mails.ts";
import type { PressedTestMail } from "../test-mails/press.ts";
import { bold, code, copyable, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { ActionsBlock, Button, RichTextElement, SlackMessage } from "./slack-message.ts";
import { oneNotice, refusedNotice } from "./slack-notice.ts";
import { fitting } from "./slack-pack.ts";
import { followedIn, testMailIn } from "./slack-test-mail-read.ts";
import { said, sentence } from "./slack-text.ts";
import { testMailDetail, testMailRefusal, testMailState } from "./test-mail-words.ts";
import type { Told } from "./told.ts";
import { eventWords, gapWords, passageWords, timeWords } from "./trace-words.ts";
import { WHO_WORDS } from "./who-words.ts";

const LONGEST_WHY = 500;

/** The message in which it is decided, as it stands. */
export function tellTestMail(body: unknown): Told {
  const mail = testMailIn(body);
  const { id, askedBy, askedAt, why, to, from, region, subject, text, note, state } = mail;
  const isPending = state === "pending";
  const what = isPending ? `Send a test mail to ${to}?` : `${testMailState(mail)}: a test mail to ${to}`;
  return {
    message: {
      text: said(isPending ? `${testMailState(mail)}: ${what}` : what),
      blocks: [
        richText(
          ...fitting([
            section(
              [iconOf(mail), plain(" "), bold(what, 400)],
              [plain("asked by "), person(askedBy), plain(` at ${timeWords(askedAt)}`)],
              why.trim() === "" ? [plain("no reason was given")] : [plain("why: "), plain(why.trim(), LONGEST_WHY)],
              [plain("from "), code(from, 320), plain(` in ${region}, to `, 60), code(to, 320)],
              ...(note === null ? [] : [[ICONS.unknown, plain(` ${sentence(note)}`, 400)]]),
              ...decisionLine(mail),
              ...detailLines(mail),
            ),
            section([bold(isPending ? "What it would say" : "What it says")]),
            ...copyable([`Subject: ${subject}`, ...text.split("\n").filter((line) => line !== "")], 1_000),
          ]),
        ),
        ...(isPending ? [buttonsFor(id)] : []),
      ],
    },
  };
}

/** What was decided or came of sending it, for who asked and in the thread. */
export function tellTestMailOutcome(body: unknown): Told {
  const mail = testMailIn(body);
  const what = `${testMailState({ ...mail, told: null })}: a test mail to ${mail.to}`;
  return {
    message: {
      text: said(what),
      blocks: [
        richText(
          section(
            [iconOf({ ...mail, told: null }), plain(" "), bold(what, 400), plain("  asked by "), person(mail.askedBy)],
            ...decisionLine(mail),
            ...detailLines(mail),
            ...(mail.state === "sent" ? [[plain("What SES publishes of it is told here.")]] : []),
          ),
        ),
      ],
    },
  };
}

const MOST_EVENTS = 15;

/** How it goes on its way, for who asked and in the thread. */
export function tellTestMailFollowed(body: unknown): Told {
  const { mail, passage, gaps, blind } = followedIn(body);
  const isSilent = mail.told === "silent";
  const words = passage && !isSilent ? passageWords(passage) : null;
  const what = words?.what ?? "Nothing was heard of it in ten minutes";
  const stopped = isSilent ? null : passage?.stopped;
  const reasons = [...blind, ...gaps.map(gapWords)];
  return {
    message: {
      text: said(`The test mail to ${mail.to}: ${what}`),
      blocks: [
        richText(
          ...fitting([
            section(
              [ICONS[words?.mood ?? "unknown"], plain(" "), bold("The test mail to "), code(mail.to, 320)],
              [bold(sentence(what))],
              ...(stopped
                ? [
                    [plain(stopped.meaning)],
                    [bold(`${WHO_WORDS[stopped.who]}:`), plain(` ${sentence(stopped.fix.text)}`)],
                  ]
                : []),
              ...(isSilent ? whyBlind(mail, reasons) : []),
            ),
            ...(passage && passage.events.length > 0
              ? [section(...passage.events.slice(-MOST_EVENTS).map((event) => eventLine(event)))]
              : []),
          ]),
        ),
      ],
    },
  };
}

function whyBlind({ messageId }: TestMail, reasons: readonly string[]): readonly (readonly RichTextElement[])[] {
  if (reasons.length === 0)
    return [
      [plain("No reason is known why its events should not come here: they are late, or go to another queue.")],
      [code(`/maildiag trace ${messageId}`, 250)],
    ];
  return [[bold("Why we may be blind:")], ...reasons.slice(0, 5).map((line) => [plain(`• ${line}`, 400)])];
}

function eventLine(event: NonNullable<ReturnType<typeof followedIn>["passage"]>["events"][number]) {
  const words = eventWords(event);
  return [plain(`${timeWords(event.at)}  `), bold(event.type, 40), ...(words ? [plain("  "), code(words, 400)] : [])];
}

function decisionLine({ state, decidedBy, decidedAt }: TestMail): readonly (readonly RichTextElement[])[] {
  if (!decidedBy || !decidedAt) return [];
  const verb = state === "denied" ? "denied by " : "approved by ";
  return [[plain(verb), person(decidedBy), plain(` at ${timeWords(decidedAt)}`)]];
}

function detailLines(mail: TestMail): readonly (readonly RichTextElement[])[] {
  return testMailDetail(mail).map((line) => [plain(line, 400)]);
}

function iconOf({ state, told }: Pick<TestMail, "state" | "told">): RichTextElement {
  switch (state) {
    case "pending":
      return ICONS.note;
    case "approved":
    case "sending":
      return ICONS.pending;
    case "sent":
      return told === null || told === "delayed"
        ? ICONS.pending
        : told === "delivered"
          ? ICONS.ok
          : told === "silent"
            ? ICONS.unknown
            : ICONS.failure;
    case "refused":
    case "failed":
      return ICONS.failure;
    case "unsure":
      return ICONS.unknown;
    case "denied":
    case "expired":
      return ICONS.none;
  }
}

const BUTTONS = {
  approve_test_mail: {
    label: "Approve",
    aloud: "Approve: send it now",
    style: "primary",
    title: "Send the test mail?",
    text: "maildiag sends the mail that is shown here, once, and tells in the thread what becomes of it. It cannot be taken back.",
  },
  deny_test_mail: {
    label: "Deny",
    aloud: "Deny: send nothing",
    style: "danger",
    title: "Deny the test mail?",
    text: "Nothing is sent, and who asked is told.",
  },
} as const;

function buttonsFor(id: string): ActionsBlock {
  const actions = ["approve_test_mail", "deny_test_mail"] as const;
  return {
    type: "actions",
    elements: actions.map((action_id): Button => {
      const { label, aloud, style, title, text } = BUTTONS[action_id];
      return {
        type: "button",
        text: textOf(label),
        action_id,
        value: id,
        accessibility_label: aloud,
        style,
        // Its texts hold nothing from outside.
        confirm: { title: textOf(title), text: textOf(text), confirm: textOf(label), deny: textOf("Cancel") },
      };
    }),
  };
}

function textOf(text: string) {
  return { type: "plain_text" as const, text, emoji: false as const };
}

const TAKEN = {
  approve: "You approved it. It is sent once at most; the thread tells what becomes of it.",
  deny: "You denied it. Who asked is told.",
} as const;

/** What came of a click, for who clicked alone. */
export function slackTestMailClicked(pressed: PressedTestMail): SlackMessage {
  if (pressed.kind === "unknown")
    return oneNotice(
      [ICONS.warning, plain(" "), bold("This request is no longer kept.")],
      "Ask again: /maildiag canary --to ADDRESS",
    );
  if (pressed.kind === "taken")
    return oneNotice(
      [ICONS.ok, plain(" "), plain(TAKEN[pressed.click])],
      `${testMailState(pressed.mail)}: a test mail to ${pressed.mail.to}`,
    );
  const { refusal } = pressed;
  const { happened, next } = testMailRefusal(refusal);
  return refusedNotice(happened, next, refusal.why === "already" ? refusal : null);
}
