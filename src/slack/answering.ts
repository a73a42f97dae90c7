import type { ExplanationsAnswer } from "../commands/answer.ts";
import { UsageMistake } from "../commands/command.ts";
import { slackAnswer, slackBeside, slackExplanation, slackMistake, slackNotice } from "../render/slack.ts";
import { askedAgain, parsedInSlack } from "./asked.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Desk } from "./desk.ts";

export type Answering = {
  /** Answers what somebody typed. */
  words: (asker: Asker, words: readonly string[]) => Promise<void>;
  /** The command of an earlier report, for whoever asks now. */
  again: (asker: Asker, command: string) => Promise<void>;
  /**
   * Does something for a person who may ask for it; whoever may not is told so, and so is whoever meets a bug, with the id
   * under which the log tells more. Never throws.
   */
  forAsker: (asker: Asker, act: () => Promise<void>) => Promise<void>;
};

/** More are only asked for by mistake or in bad faith. */
const MOST_REPORTS = 200;

export function createAnswering(parts: BotParts, desk: Desk): Answering {
  const { access, privately, context, isStopping } = parts;

  async function forAsker(asker: Asker, act: () => Promise<void>): Promise<void> {
    try {
      const refusal = await access.refusal(asker);
      if (refusal) await privately(asker, [slackNotice(refusal)]);
      else if (isStopping()) await privately(asker, [slackNotice({ kind: "stopping" })]);
      else await act();
    } catch (error) {
      if (error instanceof UsageMistake) {
        await privately(asker, [slackMistake(error.message, error.command?.usage ?? null)]);
      } else {
        await privately(asker, [slackNotice({ kind: "broken", id: context.onBug(error) })]);
      }
    }
  }

  async function answer(asker: Asker, words: readonly string[]): Promise<void> {
    const { command, words: read } = parsedInSlack(words);
    if (command.reports) {
      const asked = command.reports(read, context.config);
      const { channel } = asker;
      if (!channel) return;
      if (desk.size() + asked.length > MOST_REPORTS) await privately(asker, [slackNotice({ kind: "busy" })]);
      else await Promise.all(asked.map((each) => desk.open(command, each, { ...asker, channel }, read.json)));
      return;
    }
    const given = await command.run(read, context);
    if (given.kind === "explanations") await explain(asker, given);
    else if (given.kind !== "reports") await privately(asker, slackAnswer(given));
  }

  /** Recipients' addresses stand in explanations: for the asker alone. */
  async function explain(asker: Asker, { documents }: ExplanationsAnswer): Promise<void> {
    for await (const document of documents) {
      await privately(asker, slackExplanation(document));
      const beside = document.beside && slackBeside(await document.beside());
      if (beside) await privately(asker, [beside].flat());
    }
  }

  return {
    forAsker,
    words: (asker, words) => forAsker(asker, () => answer(asker, words)),
    again: (asker, line) =>
      forAsker(asker, async () => {
        const found = askedAgain(line, context.config);
        const { channel } = asker;
        if (!found || !channel) await privately(asker, [slackNotice({ kind: "gone" })]);
        else await desk.open(found.command, found.asked, { ...asker, channel }, false);
      }),
  };
}
