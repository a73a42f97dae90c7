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
  /** Tries again to tell what Slack took in no way when it was made. Never throws. */
  again: () => Promise<void>;
  /** Whatever is not made yet is shown as interrupted now. */
  interrupt: () => void;
};

/** `isFinal`: it was over before it could be posted. */
type Parent = Posted & { isFinal: boolean };

export function createDesk(parts: BotParts): Desk {
  const { records, runs, edits, posts, calls, privately, context, identity, instance, timing, log } = parts;
  const open = new Set<LiveReport>();
  /** Made, and told to nobody: in the store they stay open, so that the next life finds them too. */
  const untold = new Map<LiveReport, { parent: Parent | null; tries: number }>();
  /** They know it already, though the parent still shows an older state. */
  const toldPrivately = new WeakSet<LiveReport>();

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
    if (await tell(live, parent, withFile)) return settle(live);
    untold.set(live, { parent, tries: 0 });
    log.error({ report: id }, "a report could be told to nobody; it is tried again");
  }

  /** Whether anybody has its end before their eyes now. */
  function tell(live: LiveReport, parent: Parent | null, withFile: boolean): Promise<boolean> {
    return parent ? follow(live, parent, withFile) : withoutParent(live);
  }

  async function settle(live: LiveReport): Promise<void> {
    const { report } = live.view();
    const document = report && slackReportFile(report).content;
    await records.settle(live.id, { state: report ? "done" : "interrupted", document, at: context.deps.now() });
  }

  async function again(): Promise<void> {
    for (const [live, { parent, tries }] of [...untold]) {
      // A round that is still under way has it.
      if (!untold.delete(live)) continue;
      try {
        if (await tell(live, parent, false)) await settle(live);
        else if (tries + 1 < timing.mostTellings) untold.set(live, { parent, tries: tries + 1 });
        else await giveUp(live);
      } catch (error) {
        context.onBug(error);
      }
    }
  }

  async function giveUp(live: LiveReport): Promise<void> {
    log.error(
      { report: live.id, user: live.asker.user },
      "a report could be told to nobody for too long, and is given up",
    );
    await settle(live);
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

  async function follow(live: LiveReport, posted: Parent, withFile: boolean): Promise<boolean> {
    const parent: Editable = { ...posted, message: () => slackReport(live.view()) };
    const unwatch = live.run.watch(() => edits.soon(parent));
    const report = await live.over;
    unwatch();
    const shown = posted.isFinal ? posted : await toFinalState(live, parent);
    if (!shown) return false;
    if (shown === "privately" || !report) return true;
    const thread: Place = { channel: shown.channel, threadTs: live.asker.threadTs ?? shown.ts };
    await tellDetails(live, thread, slackReportThread(report, live));
    if (withFile) await shareFile(parts, live.asker, thread, slackReportFile(report));
    return true;
  }

  /** Where the message can no longer be edited, its final state is a new one. */
  async function toFinalState(live: LiveReport, parent: Editable): Promise<Posted | "privately" | null> {
    let isPassing = false;
    try {
      await edits.final(parent);
      return parent;
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      isPassing = error.trouble.kind === "transient" || error.trouble.kind === "limited";
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
    if (!again) {
      const isTold = toldPrivately.has(live) || (await privately(live.asker, inFull(live)));
      if (isTold) toldPrivately.add(live);
      return isTold && !isPassing ? "privately" : null;
    }
    await takeAway(parent);
    return again;
  }

  /** What would say for ever that it is under way. Where it is gone already, all the better. */
  async function takeAway({ channel, ts }: Posted): Promise<void> {
    const deleted = calls.once("chat.delete", () => calls.client.chat.delete({ channel, ts }));
    await deleted.catch((error: unknown) => log.info({ err: error, channel }, "an old parent could not be deleted"));
  }

  /** The channel takes nothing: the asker alone gets it. */
  async function withoutParent(live: LiveReport): Promise<boolean> {
    await live.over;
    return privately(live.asker, inFull(live));
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
    again,
    size: () => open.size,
    interrupt: () => {
      for (const live of open) live.interrupt();
    },
  };
}
