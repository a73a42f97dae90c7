import type { RunningWorld } from "./running.ts";
import type { Message } from "./slack/index.ts";
import type { Turn } from "./switches.ts";

/** Whose screen shows what a step did. */
export type Stop = { user: string; place: string };

export type TourStep = { title: string; text: string; stop: Stop; play: (stage: Stage) => Promise<void> };

/** `settled`: everything that the bot has to do and to say by now is done and said. */
export type Stage = {
  running: RunningWorld;
  turns: readonly Turn[];
  settled: () => Promise<void>;
  /** Moves the clock, and lets the watches look at what is due by then. */
  pass: (hours: number) => Promise<void>;
};

const ANA = "U0ANA";
const BEN = "U0BEN";
const OPS = "C0OPS";
const APPROVALS = "C0APPROVALS";
const SUPPRESSED = "kevin@steigerwald-dougherty.com";

const BOUNCES = {
  gmail: [
    "My first mail never left Gmail:",
    "You're sending this from a different address or alias using the 'Send mail as' feature. The settings for your 'Send mail as' account are misconfigured or out of date. Check those settings and try resending.",
    "The response was: 535 Authentication Credentials Invalid",
  ].join("\n"),
  exchange: [
    `The second one came back from ${SUPPRESSED}'s side:`,
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
  ].join("\n"),
  suppressed: [
    "And for the third SES itself says:",
    "Amazon SES did not send the message to this address because it is on the suppression list for your account.",
  ].join("\n"),
};

/** Whose story it is. */
export const TOURED_WORLD = "jada";

/** The incident that the product was born from, as the people in it would have lived it with maildiag at hand. */
export const TOUR: readonly TourStep[] = [
  {
    title: "Three bounces",
    text: "Ana wrote three mails in one thread, and none arrived. She pastes what came back.",
    stop: { user: ANA, place: OPS },
    play: async ({ running: { slack } }) => {
      for (const text of Object.values(BOUNCES)) slack.people.say(ANA, OPS, text);
    },
  },
  {
    title: "Explain",
    text: "By the message shortcut “Explain this bounce”: three different hops, three different people who must act.",
    stop: { user: ANA, place: OPS },
    play: async ({ running: { slack }, settled }) => {
      for (const text of Object.values(BOUNCES)) {
        await slack.people.shortcut(ANA, "explain_bounce", said(slack, text.split("\n")[0] ?? ""));
        await settled();
      }
    },
  },
  {
    title: "Credentials",
    text: "The first one is the relay's. What does IAM know of the key that Gmail holds?",
    stop: { user: ANA, place: OPS },
    play: typing("/maildiag credentials"),
  },
  {
    title: "Repair",
    text: "Ana makes a new key, gives Gmail its password, as the steps say, and sends a mail through it.",
    stop: { user: ANA, place: OPS },
    play: async ({ turns }) => {
      for (const id of ["repair-gmail-admin", "mail-gmail-admin"]) await turns.find((turn) => turn.id === id)?.turn();
    },
  },
  {
    title: "Check",
    text: "Is the whole chain in order now?",
    stop: { user: ANA, place: OPS },
    play: typing("/maildiag check queenofsandiego.com"),
  },
  {
    title: "Suppressions",
    text: "The bounces of that day have put an address on a suppression list: SES drops whatever is sent to it.",
    stop: { user: ANA, place: OPS },
    play: typing(`/maildiag suppressions find ${SUPPRESSED}`),
  },
  {
    title: "Approval",
    text: "Ana asks for its removal, and Ben, who may decide that, approves.",
    stop: { user: BEN, place: APPROVALS },
    play: async ({ running: { slack }, settled }) => {
      const line = `/maildiag suppressions request ${SUPPRESSED} --why "a typing mistake, Kevin has confirmed the address"`;
      await slack.people.type(ANA, OPS, line);
      await settled();
      const asked = slack.messages.findLast((each) => each.channel === APPROVALS && !each.deleted && !each.threadTs);
      if (!asked) throw new Error("No request came to the approval channel.");
      await slack.people.press(BEN, asked, "approve");
      await settled();
    },
  },
  {
    title: "Quiet",
    text: "Three hours later: what the watches have seen, and what still stands.",
    stop: { user: ANA, place: OPS },
    play: async (stage) => {
      // An alert is over when two sweeps in a row have found it gone.
      for (const hours of [1, 1, 1]) {
        await stage.pass(hours);
        await stage.settled();
      }
      await typing("/maildiag alerts")(stage);
    },
  },
];

function typing(line: string): TourStep["play"] {
  return async ({ running: { slack }, settled }) => {
    await slack.people.type(ANA, OPS, line);
    await settled();
  };
}

function said({ messages }: RunningWorld["slack"], beginning: string): Message {
  const found = messages.findLast(({ user, text }) => user === ANA && text.startsWith(beginning.slice(0, 20)));
  if (!found) throw new Error("The bounce that is to be explained is not there yet.");
  return found;
}
