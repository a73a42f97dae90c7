import { randomUUID } from "node:crypto";
import type { ExplainedInput, ExplanationsAnswer } from "../commands/answer.ts";
import { slackBeside, slackExplanation, slackNotice } from "../render/slack.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { listedBeside } from "./offering.ts";
import { createTelling } from "./telling.ts";

/** Tells explanations: to all where people's addresses may be shown to all, elsewhere to the asker alone. */
export type Explaining = (asker: Asker, answer: ExplanationsAnswer) => Promise<void>;

type Parts = Pick<
  BotParts,
  "context" | "posts" | "privately" | "records" | "identity" | "instance" | "log" | "offering"
>;

export function createExplaining(parts: Parts): Explaining {
  const { context, privately, records, identity, instance, offering } = parts;
  const { openChannel, tell } = createTelling(parts);

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
    let holdsSecret = false;
    for await (const document of documents) {
      const checkId = await keepCheck(asker, document);
      await tell(asker, slackExplanation(document, { askedBy: openChannel(asker) ? asker.user : null, checkId }));
      if (document.beside) {
        const beside = await document.beside();
        await tell(asker, slackBeside(beside, await offering(listedBeside(beside.recipients))));
      }
      holdsSecret ||= document.holdsSecret;
    }
    if (holdsSecret) await privately(asker, [slackNotice({ kind: "secret" })]);
  };
}
