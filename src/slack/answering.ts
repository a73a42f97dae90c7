import { offeredOf } from "../approvals/offer.ts";
import type { SuppressionAnswer } from "../commands/answer.ts";
import { UsageMistake } from "../commands/command.ts";
import { StoreTrouble } from "../ports/store.ts";
import {
  slackAnswer,
  slackExplainModal,
  slackHistoryFile,
  slackLooking,
  slackMistake,
  slackNotice,
  slackSuppression,
  slackTrace,
} from "../render/slack.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { askedAgain, parsedInSlack } from "./asked.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Desk } from "./desk.ts";
import type { ExplainHanded } from "./explain-handed.ts";
import { listedBeside } from "./offering.ts";
import { placeOfFile, shareFile } from "./share-file.ts";
import type { SharedFile } from "./shared-files.ts";
import type { Suppressing } from "./suppressing.ts";
import { createTelling } from "./telling.ts";
import { textBehind, wordsOf } from "./words.ts";

export type Answering = {
  /** Answers what somebody typed. */
  words: (asker: Asker, said: Said) => Promise<void>;
  /** The command of an earlier report, for whoever asks now. */
  again: (asker: Asker, command: string) => Promise<void>;
  /**
   * Does something for a person who may ask for it; whoever may not is told so, and so is whoever meets a bug, with the id
   * under which the log tells more. Never throws.
   */
  forAsker: (asker: Asker, act: () => Promise<void>) => Promise<void>;
  /** The same for who decides of removals: approvers need not be operators. */
  forApprover: (asker: Asker, act: () => Promise<void>) => Promise<void>;
};

/** What somebody typed, as Slack hands it on, and what came with it. */
export type Said = {
  text: string;
  files?: readonly SharedFile[];
  /** With which a modal can be opened, for some seconds. */
  triggerId?: string;
};

/** More are only asked for by mistake or in bad faith. */
const MOST_REPORTS = 200;

/** `onTold`: a command may have put something into the outbox. */
export function createAnswering(
  parts: BotParts,
  desk: Desk,
  explainHanded: ExplainHanded,
  suppressing: Suppressing,
  onTold: () => void,
): Answering {
  const { access, privately, context, isStopping, calls, identity, offering } = parts;
  const telling = createTelling(parts);

  async function forAsker(asker: Asker, act: () => Promise<void>, approversToo = false): Promise<void> {
    try {
      const refusal = await access.refusal(asker, approversToo);
      if (refusal) await privately(asker, [slackNotice(refusal)]);
      else if (isStopping()) await privately(asker, [slackNotice({ kind: "stopping" })]);
      else await act();
    } catch (error) {
      if (error instanceof UsageMistake) {
        await privately(asker, [slackMistake(error.message, error.command?.usage ?? null)]);
      } else if (error instanceof StoreTrouble) {
        parts.log.error({ err: error }, "the store does not work");
        await privately(asker, [slackNotice({ kind: "store", reason: error.reason })]);
      } else {
        await privately(asker, [slackNotice({ kind: "broken", id: context.onBug(error) })]);
      }
    }
  }

  async function answer(asker: Asker, typed: Said): Promise<void> {
    const { text, found } = withoutSecretForms(typed.text);
    if (found) await privately(asker, [slackNotice({ kind: "secret" })]);
    const said = { ...typed, text };
    const words = wordsOf(text);
    // A file without a word can only be meant for one command.
    if (words.length === 0 && said.files?.length) return explainHanded(asker, { text: "", files: said.files });
    const { command, words: read } = parsedInSlack(words);
    const { json } = read;
    if (command.takesText) return answerText(asker, said);
    // With a secret in it nothing can mean anything but a text, or a reason, in which it is left out.
    if (found && read.values.why === undefined) return;
    if (command.reports) {
      const asked = command.reports(read, context.config);
      const { channel } = asker;
      if (!channel) return;
      if (desk.size() + asked.length > MOST_REPORTS) await privately(asker, [slackNotice({ kind: "busy" })]);
      else await Promise.all(asked.map((each) => desk.open(command, each, { ...asker, channel }, json)));
      return;
    }
    const { user, channel, threadTs } = asker;
    const given = await command.run(read, {
      ...context,
      onReading: suppressing.readingFor(asker),
      onLooking: (addresses) => void privately(asker, [slackLooking(addresses)]),
      ...(channel && { asker: { user, origin: { channel, threadTs } } }),
    });
    onTold();
    if (given.kind === "trace") {
      const offer = await offering(listedBeside(given.recipients));
      await telling.tell(asker, slackTrace(given, telling.openChannel(asker) && asker.user, offer));
    } else if (given.kind === "suppressions") await suppressing.first(asker, given);
    else if (given.kind === "suppression") await telling.tell(asker, slackSuppression(given, await offerOf(given)));
    else if (given.kind === "history" && given.csv && given.entries.length > 0) {
      await shareFile(
        parts,
        asker,
        await placeOfFile(parts, asker, telling.openChannel(asker)),
        slackHistoryFile(given),
      );
    } else if (given.kind !== "reports" && given.kind !== "explanations") await privately(asker, slackAnswer(given));
  }

  function offerOf({ regions }: SuppressionAnswer): Promise<string | null> {
    const listed = regions.flatMap(({ entry, region }) => (entry ? [{ address: entry.address, region }] : []));
    return offering(offeredOf(listed));
  }

  async function answerText(asker: Asker, said: Said): Promise<void> {
    const { text, options } = textBehind(said.text);
    const files = said.files ?? [];
    if (text === "" && files.length === 0 && said.triggerId) return openModal(asker, said.triggerId);
    await explainHanded(asker, { text, files, values: options.includes("why") ? { why: true } : {} });
  }

  async function openModal({ channel, threadTs }: Asker, triggerId: string): Promise<void> {
    const view = slackExplainModal(`${channel ?? ""} ${threadTs ?? ""}`, identity.scopes.includes("files:read"));
    await calls.once("views.open", () => calls.client.views.open({ trigger_id: triggerId, view }));
  }

  return {
    forAsker,
    forApprover: (asker, act) => forAsker(asker, act, true),
    words: (asker, said) => forAsker(asker, () => answer(asker, said)),
    again: (asker, line) =>
      forAsker(asker, async () => {
        const found = askedAgain(line, context.config);
        const { channel } = asker;
        if (!found || !channel) await privately(asker, [slackNotice({ kind: "gone" })]);
        else await desk.open(found.command, found.asked, { ...asker, channel }, false);
      }),
  };
}
