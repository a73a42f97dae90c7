import { randomUUID } from "node:crypto";
import type { ExplainedInput, ExplanationsAnswer } from "../commands/answer.ts";
import { slackBeside, slackExplanation } from "../render/slack.ts";
import type { SlackMessage } from "../render/slack-message.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { SlackRefused } from "./trouble.ts";

/** Tells explanations: to all where people's addresses may be shown to all, elsewhere to the asker alone. */
export type Explaining = (asker: Asker, answer: ExplanationsAnswer) => Promise<void>;

type Parts = Pick<BotParts, "context" | "posts" | "privately" | "records" | "identity" | "instance" | "log">;

export function createExplaining(parts: Parts): Explaining {
  const { context, posts, privately, records, identity, instance, log } = parts;

  /** The channel in which all may read it; null where the asker alone may. */
  function openChannel({ channel }: Asker): string | null {
    const isOpen = channel?.startsWith("D") || (channel && context.config.channels.allowed.includes(channel));
    return isOpen ? channel : null;
  }

  async function tell(asker: Asker, messages: readonly SlackMessage[]): Promise<void> {
    const { threadTs } = asker;
    const channel = openChannel(asker);
    if (!channel) return void (await privately(asker, messages));
    for (const [index, message] of messages.entries()) {
      try {
        await posts.post({ channel, threadTs }, () => message, `explanation.${randomUUID()}`);
      } catch (error) {
        if (!(error instanceof SlackRefused)) throw error;
        log.warn({ err: error, channel }, "Slack did not take an explanation");
        return void (await privately(asker, messages.slice(index)));
      }
    }
  }

  /** The From domain's check, kept under an id for the button. */
  async function keepCheck(asker: Asker, { explanation, details }: ExplainedInput): Promise<string | null> {
    const index = explanation.items.findIndex(({ hop, reason }) => hop !== "mailbox" && reason !== "delivered");
    const domain = details[index]?.fromDomain;
    const { channel } = asker;
    if (!domain || !channel || !/^[a-z0-9._-]{1,253}$/i.test(domain)) return null;
    const id = `check.${randomUUID()}`;
    const at = context.deps.now();
    const command = `check ${domain.toLowerCase()}`;
    const place = { channel, threadTs: asker.threadTs };
    await records.open({ id, command, team: identity.teamId, ...place, ts: null, askedBy: asker.user, instance, at });
    await records.settle(id, { state: "done", document: null, at });
    return id;
  }

  return async (asker, { documents }) => {
    for await (const document of documents) {
      const checkId = await keepCheck(asker, document);
      await tell(asker, slackExplanation(document, { askedBy: openChannel(asker) ? asker.user : null, checkId }));
      if (document.beside) await tell(asker, slackBeside(await document.beside()));
    }
  };
}
