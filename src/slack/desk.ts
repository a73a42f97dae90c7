import type { AskedReport, Command } from "../commands/command.ts";
import { slackNotice, slackReport, slackReportFile, slackReportThread } from "../render/slack.ts";
import type { SlackMessage } from "../render/slack-message.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Editable } from "./edits.ts";
import { isLayoutRefused, plainly } from "./layout.ts";
import { createLiveReport, type LiveReport } from "./live-report.ts";
import type { Place, Posted } from "./posts.ts";
import { shareFile } from "./share-file.ts";
import { SlackRefused } from "./trouble.ts";

export type Desk = {
  /** Sees a report through: posted at once, edited while it is made, brought to its final state, told in full. */
  open: (command: Command, asked: AskedReport, asker: Asker & { channel: string }, withFile: boolean) => Promise<void>;
  /** Reports that are not told yet. */
  size: () => number;
  /** Whatever is not made yet is shown as interrupted now. */
  interrupt: () => void;
};

/** `isFinal`: it was over before it could be posted. */
type Parent = Posted & { isFinal: boolean };

export function createDesk(parts: BotParts): Desk {
  const { records, runs, edits, posts, calls, privately, context, identity, instance, log } = parts;
  const open = new Set<LiveReport>();

  async function seeThrough(live: LiveReport, withFile: boolean): Promise<void> {
    const { id, asker, asked } = live;
    const place: Place = { channel: asker.channel, threadTs: asker.threadTs };
    await records.open({
      id,
      command: asked.command,
      team: identity.teamId,
      ...place,
      ts: null,
      askedBy: asker.user,
      instance,
      at: context.deps.now(),
    });
    const parent = await postParent(live, place, id);
    if (parent) await follow(live, parent, withFile);
    else await withoutParent(live);
    const { report } = live.view();
    const document = report && slackReportFile(report).content;
    await records.settle(id, { state: report ? "done" : "interrupted", document, at: context.deps.now() });
  }

  /** Null where the channel takes nothing; then the asker has been told why. */
  async function postParent(live: LiveReport, place: Place, id: string): Promise<Parent | null> {
    let isFinal = false;
    const message = () => {
      isFinal = live.isOver();
      return slackReport(live.view());
    };
    try {
      const posted = await postIn(place, message, id);
      records.posted(live.id, posted.ts);
      return { ...posted, isFinal };
    } catch (error) {
      await tellRefused(live, "report", error);
      return null;
    }
  }

  async function postIn(place: Place, message: () => SlackMessage, id: string): Promise<Posted> {
    try {
      return await posts.post(place, message, id);
    } catch (error) {
      if (!isLayoutRefused(error)) throw error;
      log.error({ err: error, report: id }, "Slack refused the layout of a message");
      return posts.post(place, () => plainly(message(), error), id);
    }
  }

  async function follow(live: LiveReport, posted: Parent, withFile: boolean): Promise<void> {
    const parent: Editable = { ...posted, message: () => slackReport(live.view()) };
    const unwatch = live.run.watch(() => edits.soon(parent));
    const report = await live.over;
    unwatch();
    const shown = posted.isFinal ? posted : await toFinalState(live, parent);
    if (!shown || !report) return;
    const thread: Place = { channel: shown.channel, threadTs: live.asker.threadTs ?? shown.ts };
    await tellDetails(live, thread, slackReportThread(report, live));
    if (withFile) await shareFile(parts, live.asker, thread, slackReportFile(report));
  }

  /** Where the message can no longer be edited, its final state is a new one. */
  async function toFinalState(live: LiveReport, parent: Editable): Promise<Posted | null> {
    try {
      await edits.final(parent);
      return parent;
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      log.warn({ err: error, report: live.id }, "a report could not be edited to its final state");
      if (isLayoutRefused(error)) {
        const plain: Editable = { ...parent, message: () => plainly(slackReport(live.view()), error) };
        const isEdited = await edits.final(plain).then(
          () => true,
          () => false,
        );
        if (isEdited) return parent;
      }
    }
    const place = { channel: parent.channel, threadTs: live.asker.threadTs };
    const again = await postParent(live, place, `${live.id}.again`);
    if (!again) await privately(live.asker, inFull(live));
    await takeAway(parent);
    return again;
  }

  /** What would say for ever that it is under way. Where it is gone already, all the better. */
  async function takeAway({ channel, ts }: Posted): Promise<void> {
    const deleted = calls.once("chat.delete", () => calls.client.chat.delete({ channel, ts }));
    await deleted.catch((error: unknown) => log.info({ err: error, channel }, "an old parent could not be deleted"));
  }

  /** The channel takes nothing: the asker alone gets it. */
  async function withoutParent(live: LiveReport): Promise<void> {
    await live.over;
    await privately(live.asker, inFull(live));
  }

  function inFull(live: LiveReport): readonly SlackMessage[] {
    const { report } = live.view();
    return [slackReport(live.view()), ...(report ? slackReportThread(report, live) : [])];
  }

  async function tellDetails(live: LiveReport, thread: Place, details: readonly SlackMessage[]): Promise<void> {
    for (const [index, message] of details.entries()) {
      try {
        await postIn(thread, () => message, `${live.id}.${index}`);
      } catch (error) {
        await tellRefused(live, "details", error);
        await privately(live.asker, details.slice(index));
        return;
      }
    }
  }

  async function tellRefused(live: LiveReport, what: "report" | "details", error: unknown): Promise<void> {
    if (!(error instanceof SlackRefused)) throw error;
    const { trouble } = error;
    log.warn({ err: error, report: live.id, channel: live.asker.channel }, `Slack did not take the ${what}`);
    const needed = trouble.kind === "refused" ? trouble.needed : null;
    await privately(live.asker, [slackNotice({ kind: "cannot-post", what, error: trouble.error, needed })]);
  }

  return {
    async open(command, asked, asker, withFile) {
      const live = createLiveReport(command, asked, asker, runs.join(command, asked), context.onBug);
      open.add(live);
      try {
        await seeThrough(live, withFile);
      } finally {
        open.delete(live);
      }
    },
    size: () => open.size,
    interrupt: () => {
      for (const live of open) live.interrupt();
    },
  };
}
