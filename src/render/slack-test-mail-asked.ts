import type { TestMailAnswer, TestMailNotAsked } from "../commands/answer.ts";
import { aloud, bold, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { SlackMessage } from "./slack-message.ts";
import { said, sentence } from "./slack-text.ts";
import { testMailNotAsked } from "./test-mail-words.ts";
import { timeWords } from "./trace-words.ts";

/** What came of asking, for who asked alone. */
export function slackTestMailAsked(answer: TestMailAnswer): readonly SlackMessage[] {
  if (answer.came !== "asked") return [notAsked(answer)];
  const { to, note } = answer.mail;
  const head = `Asked for a test mail to ${to}.`;
  const notes = note === null ? [] : [[ICONS.unknown, plain(` ${sentence(note)}`, 400)]];
  const next = [plain("Approvers decide; you are told what comes of it.")];
  return [{ text: said(head), blocks: [richText(section([ICONS.ok, plain(" "), bold(head, 400)], next, ...notes))] }];
}

function notAsked(answer: TestMailNotAsked): SlackMessage {
  const request = (address: string, region: string) => `/maildiag suppressions request ${address} --region ${region}`;
  const { happened, next } = testMailNotAsked(answer, request);
  const by = answer.came === "open" ? [bold(" by "), person(answer.by), bold(` at ${timeWords(answer.at)}.`)] : [];
  const first = [ICONS.warning, plain(" "), bold(happened, 500), ...by];
  return {
    text: said(`${aloud(first).trim()} ${next.join(" ")}`),
    blocks: [richText(section(first, ...next.map((line) => [plain(line, 500)])))],
  };
}
