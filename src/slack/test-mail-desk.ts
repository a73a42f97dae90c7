import { askOnce } from "../diagnosis/questions.ts";
import { publishedOfDomain } from "../events/publishing.ts";
import type { Store } from "../ports/store.ts";
import { slackTestMailClicked } from "../render/slack.ts";
import { expireTestMails } from "../test-mails/expire.ts";
import { followTestMails } from "../test-mails/follow.ts";
import { type Press, press } from "../test-mails/press.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";

/** What people do with test mails by buttons, and what becomes of those that were sent. */
export type TestMailDesk = {
  click: (asker: Asker, kind: Press["kind"], id: string, messageTs: string | null) => Promise<void>;
  /** One round over the requests. Never throws. */
  round: () => Promise<void>;
  /** Ends when what is being sent has been. */
  stop: () => Promise<void>;
};

const ID = /^[\w:.-]{1,60}$/;
/** Milliseconds for a look at what SES publishes. */
const LOOK_LIMIT = 8_000;
const NO_QUEUE = "No queue of events is configured: set MAILDIAG_EVENTS_QUEUE_URL (maildiag setup events).";

export function createTestMailDesk(
  { context, access, privately, log, instance }: BotParts,
  { store, onTold }: { store: Store; onTold: () => void },
): TestMailDesk {
  const { approvers, channels, auditKeep, canary, eventsQueueUrl } = context.config;
  const { testMails, events } = store;
  const { now } = context.deps;
  const { allowed } = channels;
  const mailing = context.mailing({
    testMails,
    instance,
    onTold,
    onTrouble: (error) => log.error({ err: error }, "a test mail could not be sent or told of now"),
  });
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    try {
      await mailing.round();
      const isExpired = await expireTestMails({ testMails, allowed, now, keepMs: auditKeep });
      const isFollowed = await followTestMails({
        testMails,
        events,
        allowed,
        now,
        onBug: context.onBug,
        published: async ({ region }) =>
          canary && publishedOfDomain(askOnce(context.deps, AbortSignal.timeout(LOOK_LIMIT)), region, canary.domain),
        blind: () => (eventsQueueUrl === null ? [NO_QUEUE] : [context.hearing?.trouble() ?? []].flat()),
      });
      if (isExpired || isFollowed) onTold();
    } catch (error) {
      log.error({ err: error }, "the store does not work");
    }
  }

  return {
    async click(asker, kind, id, messageTs) {
      const { user, channel } = asker;
      const message = channel && messageTs ? { channel, ts: messageTs } : null;
      const deps = { testMails, rules: approvers, rightOf: access.approval, allowed, now };
      const pressed = ID.test(id) ? await press({ id, kind, by: user, message }, deps) : ({ kind: "unknown" } as const);
      log.info({ testMail: id, click: kind, by: user, came: pressed.kind }, "a click on a test mail");
      if (pressed.kind === "taken" && kind === "approve") mailing.soon();
      onTold();
      await privately(asker, [slackTestMailClicked(pressed)]);
    },

    async round() {
      // A slow round is not overtaken by the next one.
      running ??= look().finally(() => {
        running = null;
      });
      await running;
    },

    async stop() {
      await mailing.stop();
      await running;
    },
  };
}
